//! What the schema must not have, as Citus sees it.

use sqlparser::ast::{
    AlterTableOperation, ColumnDef, ColumnOption, CreateTable, IndexColumn, Statement,
    TableConstraint,
};
use sqlparser::dialect::PostgreSqlDialect;
use sqlparser::parser::Parser;

/// The rules that a migration breaks, with the table.
pub(super) fn broken_by(sql: &str) -> Vec<String> {
    let statements = match Parser::parse_sql(&PostgreSqlDialect {}, sql) {
        Ok(statements) => statements,
        Err(reason) => return vec![format!("a migration must be readable: {reason}")],
    };
    let mut broken = Vec::new();
    for statement in &statements {
        match statement {
            Statement::CreateTable(table) => create_table(table, &mut broken),
            Statement::CreateIndex(index) => {
                if index.unique && !names_tenant(&index.columns) {
                    broken.push(format!("{}: a unique index names the tenant", index.table_name));
                }
            }
            Statement::AlterTable(alter) => {
                for operation in &alter.operations {
                    match operation {
                        AlterTableOperation::AddColumn { column_def, .. } => {
                            column(&alter.name.to_string(), column_def, &mut broken);
                        }
                        AlterTableOperation::AddConstraint { constraint: added, .. } => {
                            constraint(&alter.name.to_string(), added, &mut broken);
                        }
                        _ => {}
                    }
                }
            }
            Statement::Drop { .. }
            | Statement::Insert(_)
            | Statement::Update(_)
            | Statement::Delete(_) => {}
            other => broken.push(format!("no such statement in a migration: {other}")),
        }
    }
    broken
}

fn create_table(table: &CreateTable, broken: &mut Vec<String>) {
    let name = table.name.to_string();
    let first = table.constraints.iter().find_map(|constraint| match constraint {
        TableConstraint::PrimaryKey(key) => Some(key.columns.first().map(column_name)),
        _ => None,
    });
    if first.flatten().as_deref() != Some("tenant_id") {
        broken.push(format!("{name}: the primary key starts with tenant_id"));
    }
    table.columns.iter().for_each(|it| column(&name, it, broken));
    table.constraints.iter().for_each(|it| constraint(&name, it, broken));
}

fn column(table: &str, column: &ColumnDef, broken: &mut Vec<String>) {
    let place = format!("{table}.{}", column.name);
    if column.data_type.to_string().to_lowercase().contains("serial") {
        broken.push(format!("{place}: no sequences"));
    }
    for option in &column.options {
        match &option.option {
            ColumnOption::PrimaryKey(_) => {
                broken.push(format!("{place}: the primary key starts with tenant_id"));
            }
            ColumnOption::Unique(_) => {
                broken.push(format!("{place}: what is unique names the tenant"));
            }
            ColumnOption::ForeignKey(_) => broken.push(format!("{place}: no foreign keys")),
            ColumnOption::Generated { .. } => broken.push(format!("{place}: no sequences")),
            ColumnOption::Default(value) if value.to_string().contains('(') => {
                broken.push(format!("{place}: no sequences and no functions as a default"));
            }
            _ => {}
        }
    }
}

fn constraint(table: &str, constraint: &TableConstraint, broken: &mut Vec<String>) {
    match constraint {
        TableConstraint::ForeignKey(_) => broken.push(format!("{table}: no foreign keys")),
        TableConstraint::Unique(unique) if !names_tenant(&unique.columns) => {
            broken.push(format!("{table}: what is unique names the tenant"));
        }
        _ => {}
    }
}

fn names_tenant(columns: &[IndexColumn]) -> bool {
    columns.iter().any(|column| column_name(column) == "tenant_id")
}

fn column_name(column: &IndexColumn) -> String {
    column.column.expr.to_string()
}

#[test]
fn a_bad_schema_is_found() {
    let good =
        "CREATE TABLE t (tenant_id TEXT NOT NULL, a INTEGER DEFAULT 0, PRIMARY KEY (tenant_id, a));
        CREATE INDEX i ON t (a) WHERE a > 1; CREATE UNIQUE INDEX u ON t (tenant_id, a);
        ALTER TABLE t ADD COLUMN b BIGINT;";
    assert_eq!(broken_by(good), [""; 0]);
    for (bad, rule) in [
        ("CREATE TABLE t (a INTEGER)", "primary key"),
        ("CREATE TABLE t (tenant_id TEXT, a INTEGER, PRIMARY KEY (a, tenant_id))", "primary key"),
        ("CREATE TABLE t (a INTEGER PRIMARY KEY)", "primary key"),
        ("CREATE TABLE t (tenant_id TEXT, a SERIAL, PRIMARY KEY (tenant_id, a))", "sequences"),
        (
            "CREATE TABLE t (tenant_id TEXT, a INT GENERATED ALWAYS AS IDENTITY, \
                PRIMARY KEY (tenant_id, a))",
            "sequences",
        ),
        (
            "CREATE TABLE t (tenant_id TEXT, a INT DEFAULT nextval('s'), PRIMARY KEY (tenant_id, a))",
            "sequences",
        ),
        (
            "CREATE TABLE t (tenant_id TEXT, a INT REFERENCES u (a), PRIMARY KEY (tenant_id, a))",
            "foreign keys",
        ),
        (
            "CREATE TABLE t (tenant_id TEXT, a INT, PRIMARY KEY (tenant_id, a), \
                FOREIGN KEY (a) REFERENCES u (a))",
            "foreign keys",
        ),
        (
            "CREATE TABLE t (tenant_id TEXT, a INT, PRIMARY KEY (tenant_id, a), UNIQUE (a))",
            "unique",
        ),
        ("CREATE UNIQUE INDEX i ON t (a)", "unique"),
        ("ALTER TABLE t ADD COLUMN a INT REFERENCES u (a)", "foreign keys"),
        ("CREATE SEQUENCE s", "no such statement"),
        ("CREATE TRIGGER x BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION f()", "no such"),
        ("nonsense", "readable"),
    ] {
        let found = broken_by(bad);
        assert!(found.iter().any(|found| found.contains(rule)), "{bad}: {found:?}");
    }
}
