//! What a statement must not be, as Citus sees it.

use std::ops::ControlFlow;

use sqlparser::ast::{
    Assignment, AssignmentTarget, BinaryOperator, Cte, Expr, FromTable, Insert, JoinConstraint,
    JoinOperator, ObjectName, OnConflictAction, OnInsert, Query, Select, SetExpr, Statement,
    TableFactor, TableObject, TableWithJoins, Visit, Visitor,
};
use sqlparser::dialect::PostgreSqlDialect;
use sqlparser::parser::Parser;
use sqlparser::tokenizer::{Token, Tokenizer};

pub(super) const NO_TENANT: &str = "each table is bound to one tenant";
const UNREADABLE: &str = "a statement must be readable: one that PostgreSQL knows, without parts";
const SKIP_LOCKED: &str = "no FOR UPDATE SKIP LOCKED: background work takes one tenant at a time";
const MERGE: &str = "no MERGE";
const GROUPING: &str = "no GROUPING SETS, ROLLUP or CUBE";
const RECURSIVE: &str = "no recursive CTE";
const SUBSCRIPT: &str = "no assignment to an array's element: only the last one is kept";
const FUNCTION: &str = "no function in an UPDATE that might be volatile";
const SUBQUERY: &str = "no subquery in DO UPDATE SET";
const MOVED: &str = "a row never changes its tenant";
const MISCOUNTED: &str = "no INSERT of a SELECT with ON CONFLICT: it counts the rows left out, too";

/// Functions that give the same for the same.
const IMMUTABLE: [&str; 6] = ["coalesce", "nullif", "greatest", "least", "max", "min"];

/// The rules that `sql` breaks.
pub(super) fn broken_by(sql: &str) -> Vec<&'static str> {
    let mut rules = Rules::default();
    rules.words(sql);
    match Parser::parse_sql(&PostgreSqlDialect {}, sql) {
        Ok(statements) => {
            for statement in &statements {
                let ControlFlow::Continue(()) = statement.visit(&mut rules);
            }
        }
        Err(_) if rules.broken.is_empty() => rules.breaks(UNREADABLE),
        Err(_) => {}
    }
    rules.broken
}

#[derive(Default)]
struct Rules {
    /// Names that the statement itself gives to parts of it.
    named: Vec<String>,
    broken: Vec<&'static str>,
}

impl Rules {
    fn breaks(&mut self, rule: &'static str) {
        if !self.broken.contains(&rule) {
            self.broken.push(rule);
        }
    }

    /// What its words alone tell.
    fn words(&mut self, sql: &str) {
        let Ok(tokens) = Tokenizer::new(&PostgreSqlDialect {}, sql).tokenize() else {
            return self.breaks(UNREADABLE);
        };
        let of_note = |token: &Token| !matches!(token, Token::Whitespace(_));
        let tokens: Vec<Token> = tokens.into_iter().filter(of_note).collect();
        let word = |token: &Token| token.to_string().to_uppercase();
        let words: Vec<String> = tokens.iter().map(word).collect();
        let has = |phrase: &[&str]| words.windows(phrase.len()).any(|part| part == phrase);
        for (phrase, rule) in [
            (&["SKIP", "LOCKED"][..], SKIP_LOCKED),
            (&["MERGE", "INTO"], MERGE),
            (&["GROUPING", "SETS"], GROUPING),
            (&["ROLLUP", "("], GROUPING),
            (&["CUBE", "("], GROUPING),
            (&["WITH", "RECURSIVE"], RECURSIVE),
        ] {
            if has(phrase) {
                self.breaks(rule);
            }
        }
        let assigned = |part: &[String]| part[0] == "]" && part[1] == "=";
        let sets =
            words.iter().position(|word| word == "SET").map_or(&words[..0], |at| &words[at..]);
        let until = sets.iter().position(|word| word == "WHERE").unwrap_or(sets.len());
        if sets[..until].windows(2).any(assigned) {
            self.breaks(SUBSCRIPT);
        }
    }

    /// All tables that are read or written together must be bound to a tenant, each by its own
    /// comparison: one for the first, and one for each that is joined.
    fn bound(&mut self, tables: &[TableWithJoins], selection: Option<&Expr>) {
        let mut needed = 0;
        let mut found = selection.map_or(0, comparisons);
        for TableWithJoins { relation, joins } in tables {
            needed += usize::from(self.is_of_tenants(relation));
            for join in joins {
                needed += usize::from(self.is_of_tenants(&join.relation));
                found += constraint(&join.join_operator).map_or(0, comparisons);
            }
        }
        if found < needed {
            self.breaks(NO_TENANT);
        }
    }

    /// Whether it is one of our tables. Those of PostgreSQL and of Citus have no tenants.
    fn is_of_tenants(&self, table: &TableFactor) -> bool {
        let TableFactor::Table { name, args: None, .. } = table else { return false };
        let name = last(name);
        !name.starts_with("pg_") && !self.named.contains(&name)
    }

    fn assignments(&mut self, assignments: &[Assignment]) {
        for Assignment { target, value } in assignments {
            let columns: Vec<String> = match target {
                AssignmentTarget::ColumnName(name) => vec![last(name)],
                AssignmentTarget::Tuple(names) => names.iter().map(last).collect(),
            };
            if columns.iter().any(|column| column == "tenant_id") {
                self.breaks(MOVED);
            }
            let mut inside = Inside { functions: Vec::new(), queries: 0 };
            let ControlFlow::Continue(()) = value.visit(&mut inside);
            if inside.functions.iter().any(|name| !IMMUTABLE.contains(&name.as_str())) {
                self.breaks(FUNCTION);
            }
            if inside.queries > 0 {
                self.breaks(SUBQUERY);
            }
        }
    }

    fn insert(&mut self, insert: &Insert) {
        let TableObject::TableName(_) = &insert.table else { return self.breaks(UNREADABLE) };
        if !insert.columns.iter().any(|column| last(column) == "tenant_id") {
            self.breaks(NO_TENANT);
        }
        let body = insert.source.as_ref().map(|source| source.body.as_ref());
        if insert.on.is_some() && matches!(body, Some(SetExpr::Select(_))) {
            self.breaks(MISCOUNTED);
        }
        if let Some(OnInsert::OnConflict(on)) = &insert.on
            && let OnConflictAction::DoUpdate(update) = &on.action
        {
            self.assignments(&update.assignments);
        }
    }
}

impl Visitor for Rules {
    type Break = std::convert::Infallible;

    fn pre_visit_statement(&mut self, statement: &Statement) -> ControlFlow<Self::Break> {
        match statement {
            Statement::Insert(insert) => self.insert(insert),
            Statement::Update(update) => {
                self.bound(std::slice::from_ref(&update.table), update.selection.as_ref());
                self.assignments(&update.assignments);
            }
            Statement::Delete(delete) => {
                let (FromTable::WithFromKeyword(tables) | FromTable::WithoutKeyword(tables)) =
                    &delete.from;
                self.bound(tables, delete.selection.as_ref());
            }
            Statement::Query(_) => {}
            _ => self.breaks(UNREADABLE),
        }
        ControlFlow::Continue(())
    }

    fn pre_visit_query(&mut self, query: &Query) -> ControlFlow<Self::Break> {
        let name = |cte: &Cte| cte.alias.name.value.to_lowercase();
        self.named.extend(query.with.iter().flat_map(|with| &with.cte_tables).map(name));
        ControlFlow::Continue(())
    }

    fn pre_visit_select(&mut self, select: &Select) -> ControlFlow<Self::Break> {
        self.bound(&select.from, select.selection.as_ref());
        ControlFlow::Continue(())
    }
}

/// What an assigned value is made of.
struct Inside {
    functions: Vec<String>,
    queries: usize,
}

impl Visitor for Inside {
    type Break = std::convert::Infallible;

    fn pre_visit_expr(&mut self, expr: &Expr) -> ControlFlow<Self::Break> {
        if let Expr::Function(function) = expr {
            self.functions.push(last(&function.name));
        }
        ControlFlow::Continue(())
    }

    fn pre_visit_query(&mut self, _: &Query) -> ControlFlow<Self::Break> {
        self.queries += 1;
        ControlFlow::Continue(())
    }
}

/// How often a condition says that a tenant equals something, whatever else holds.
fn comparisons(condition: &Expr) -> usize {
    match condition {
        Expr::BinaryOp { left, op: BinaryOperator::And, right } => {
            comparisons(left) + comparisons(right)
        }
        Expr::BinaryOp { left, op: BinaryOperator::Eq, right } => {
            usize::from(is_tenant(left) || is_tenant(right))
        }
        Expr::Nested(condition) => comparisons(condition),
        _ => 0,
    }
}

fn is_tenant(expr: &Expr) -> bool {
    match expr {
        Expr::Identifier(name) => name.value == "tenant_id",
        Expr::CompoundIdentifier(names) => names.last().is_some_and(|it| it.value == "tenant_id"),
        _ => false,
    }
}

fn constraint(operator: &JoinOperator) -> Option<&Expr> {
    match operator {
        JoinOperator::Join(JoinConstraint::On(on))
        | JoinOperator::Inner(JoinConstraint::On(on))
        | JoinOperator::Left(JoinConstraint::On(on))
        | JoinOperator::LeftOuter(JoinConstraint::On(on))
        | JoinOperator::Right(JoinConstraint::On(on))
        | JoinOperator::RightOuter(JoinConstraint::On(on))
        | JoinOperator::FullOuter(JoinConstraint::On(on)) => Some(on),
        _ => None,
    }
}

/// The last part of a name, in lower case.
fn last(name: &ObjectName) -> String {
    name.0.last().map(|part| part.to_string().to_lowercase()).unwrap_or_default()
}

#[test]
fn what_holds_the_rules_is_let_through() {
    for good in [
        "SELECT a FROM t WHERE tenant_id = $1 AND b = $2",
        "SELECT a FROM t WHERE tenant_id = $1 UNION ALL SELECT b FROM u WHERE tenant_id = $1",
        "SELECT a FROM t LEFT JOIN u ON u.tenant_id = t.tenant_id AND u.b = t.b \
            WHERE t.tenant_id = $1",
        "SELECT x.id FROM UNNEST($2::text[]) AS x (id) CROSS JOIN LATERAL \
            (SELECT a FROM t WHERE tenant_id = $1 AND t.id = x.id OFFSET 0) AS y",
        "WITH gone AS (DELETE FROM t WHERE tenant_id = $1 RETURNING a) SELECT count(*) FROM gone",
        "INSERT INTO t (tenant_id, a) VALUES ($1, UNNEST($2::int[])) ON CONFLICT DO NOTHING",
        "INSERT INTO t (tenant_id, a) VALUES ($1, $2) \
            ON CONFLICT (tenant_id) DO UPDATE SET a = excluded.a RETURNING a",
        "UPDATE t SET a = COALESCE(a, $2) WHERE tenant_id = $1",
        "SELECT pg_notify($1, $2)",
        "SELECT 1 FROM pg_extension WHERE extname = 'citus'",
    ] {
        assert_eq!(broken_by(good), [""; 0], "{good}");
    }
}

#[test]
fn what_breaks_a_rule_is_found() {
    for (bad, rule) in [
        ("SELECT a FROM t", NO_TENANT),
        ("SELECT a FROM t WHERE tenant_id = $1 OR b = $2", NO_TENANT),
        ("SELECT a FROM t WHERE tenant_id > $1", NO_TENANT),
        ("SELECT a FROM t WHERE tenant_id = $1 UNION SELECT a FROM u", NO_TENANT),
        ("SELECT a FROM t JOIN u ON u.b = t.b WHERE t.tenant_id = $1", NO_TENANT),
        ("SELECT a FROM t, u WHERE t.tenant_id = $1", NO_TENANT),
        ("SELECT a FROM t WHERE tenant_id = $1 AND b IN (SELECT b FROM u)", NO_TENANT),
        ("SELECT EXISTS (SELECT 1 FROM t)", NO_TENANT),
        ("INSERT INTO t (a) VALUES ($1)", NO_TENANT),
        ("INSERT INTO t VALUES ($1)", NO_TENANT),
        ("UPDATE t SET a = 1 WHERE b = $1", NO_TENANT),
        ("DELETE FROM t WHERE b = $1", NO_TENANT),
        ("WITH gone AS (DELETE FROM t RETURNING a) SELECT count(*) FROM gone", NO_TENANT),
        ("SELECT a FROM t WHERE tenant_id = $1 FOR UPDATE SKIP LOCKED", SKIP_LOCKED),
        ("MERGE INTO t USING u ON t.tenant_id = u.tenant_id WHEN MATCHED THEN DELETE", MERGE),
        ("SELECT a FROM t WHERE tenant_id = $1 GROUP BY GROUPING SETS ((a), ())", GROUPING),
        ("SELECT a FROM t WHERE tenant_id = $1 GROUP BY ROLLUP (a)", GROUPING),
        ("WITH RECURSIVE x AS (SELECT 1 UNION ALL SELECT * FROM x) SELECT * FROM x", RECURSIVE),
        ("UPDATE t SET c[1] = $2, c[2] = $3 WHERE tenant_id = $1", SUBSCRIPT),
        (
            "INSERT INTO t (tenant_id, c) VALUES ($1, $2) \
                ON CONFLICT (tenant_id) DO UPDATE SET c[1] = 4",
            SUBSCRIPT,
        ),
        ("UPDATE t SET a = now() WHERE tenant_id = $1", FUNCTION),
        ("UPDATE t SET a = 1 + random() WHERE tenant_id = $1", FUNCTION),
        ("UPDATE t SET tenant_id = $2 WHERE tenant_id = $1", MOVED),
        (
            "INSERT INTO t (tenant_id, a) VALUES ($1, 1) ON CONFLICT (tenant_id) DO UPDATE \
                SET a = (SELECT max(b) FROM u WHERE tenant_id = $1)",
            SUBQUERY,
        ),
        (
            "INSERT INTO t (tenant_id, a) SELECT $1, x FROM UNNEST($2) AS x \
                ON CONFLICT DO NOTHING",
            MISCOUNTED,
        ),
        ("INSERT INTO {table} (tenant_id) VALUES ($1)", UNREADABLE),
        ("SELECT a FROM", UNREADABLE),
    ] {
        let found = broken_by(bad);
        assert!(found.contains(&rule), "{bad}: {found:?}");
    }
}
