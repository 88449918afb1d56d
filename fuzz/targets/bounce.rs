#![cfg_attr(fuzzing, no_main)]
#![allow(missing_docs, reason = "a program of cargo-fuzz")]

plaudit_fuzz::target!(bounce);
