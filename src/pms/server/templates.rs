//! KRA templates: what the KRAs of a role are.

use serde_json::{Value, json};

use super::{runs, store::From, store_write::KraData, table_use, tables};
use crate::{
    identity::{Actor, Capability, Role},
    platform::{
        failure::{Failure, FieldError},
        server::{Audit, Desk, Work},
    },
    pms::{
        error::Error,
        model::{KraForm, SetUp, Source, TemplateEditor, TemplateForm, TemplateRow, Unit},
        scoring::Kind,
        slabs::KnownTable,
        texts,
    },
    values::{Figure, Percent, Timestamp, Version},
};

/// More KRAs than this are refused.
const MOST_KRAS: usize = 20;

/// Templates, tables and the latest runs.
///
/// # Errors
/// `forbidden` for anybody but an Admin.
pub async fn set_up(desk: &Desk, actor: &Actor) -> Result<SetUp, Failure> {
    let db = desk.read(actor, Capability::SetUpKra)?;
    let rows: Vec<(i64, String, String, i64, i64, String, Timestamp)> = db
        .sql(
            "select t.id, t.name, t.role, count(l.id), coalesce(cast(sum(l.weight_bp) as bigint), 0), t.updated_by, t.updated_at
             from kra_templates t left join kra_template_lines l on l.template_id = t.id
             group by t.id, t.name, t.role, t.updated_by, t.updated_at order by t.role, t.name, t.id limit 500",
        )
        .all()
        .await?;
    let templates = rows
        .into_iter()
        .map(|(id, name, role, kras, weights, updated_by, updated_at)| TemplateRow {
            id,
            name,
            role,
            kras,
            weights: Percent::from_basis_points(weights),
            updated_by,
            updated_at,
        })
        .collect();
    Ok(SetUp { templates, tables: tables::all(db).await?, runs: runs::latest(db).await? })
}

#[derive(sqlx::FromRow)]
struct Line {
    name: String,
    criteria: String,
    kind: Kind,
    unit: Unit,
    source: Source,
    category: String,
    target_milli: Figure,
    weight_bp: Percent,
    table_code: Option<String>,
}

const LINES: &str = "select l.name, l.criteria, l.kind, l.unit, l.source, l.category, l.target_milli, l.weight_bp, t.code as table_code
    from kra_template_lines l left join slab_tables t on t.id = l.table_id where l.template_id = $1 order by l.position, l.id";

/// A template's form with what may be chosen; of a new one when the id is empty.
///
/// # Errors
/// [`Error::NotFound`]
pub async fn edit(desk: &Desk, actor: &Actor, id: &str) -> Result<TemplateEditor, Failure> {
    let db = desk.read(actor, Capability::SetUpKra)?;
    let form = if id.trim().is_empty() {
        TemplateForm { role: Role::Sales.to_string(), kras: vec![KraForm::default()], ..TemplateForm::default() }
    } else {
        read(&mut From::Db(db), id.trim().parse().map_err(|_| Error::NotFound(texts::a_template()))?).await?
    };
    let tables = tables::all(db).await?.into_iter().filter(|table| table.code != "incentive");
    let categories: Vec<(String,)> =
        db.sql("select distinct category from products order by category limit 500").all().await?;
    let people: Vec<(String, String)> = db
        .sql("select code, name from users where role = $1 and status = 'Active' order by name, id limit 10000")
        .bind(form.role.clone())
        .all()
        .await?;
    Ok(TemplateEditor {
        tables: tables.map(|table| (table.code, table.name)).collect(),
        categories: categories.into_iter().map(|(category,)| category).collect(),
        people,
        form,
    })
}

async fn read(from: &mut From<'_>, id: i64) -> Result<TemplateForm, Failure> {
    let head: Option<(String, String, Version)> =
        from.sql("select name, role, version from kra_templates where id = $1").bind(id).optional().await?;
    let (name, role, version) = head.ok_or(Error::NotFound(texts::a_template()))?;
    let lines: Vec<Line> = from.sql(LINES).bind(id).all().await?;
    let kras = lines.into_iter().map(|line| KraForm {
        name: line.name,
        criteria: line.criteria,
        kind: line.kind.to_string(),
        unit: line.unit.to_string(),
        source: line.source.to_string(),
        category: line.category,
        target: line.target_milli.plain(),
        weight: line.weight_bp.plain(),
        table: line.table_code.unwrap_or_default(),
    });
    Ok(TemplateForm {
        id: id.to_string(),
        name,
        role,
        version: version.to_string(),
        kras: kras.collect(),
        intent: String::new(),
    })
}

/// The KRAs of a template as they are set.
///
/// # Errors
/// [`Error::NotFound`]
pub async fn kras(work: &mut Work, id: i64) -> Result<(String, String, Vec<KraData>), Failure> {
    let head: Option<(String, String)> =
        work.sql("select name, role from kra_templates where id = $1").bind(id).optional().await?;
    let (name, role) = head.ok_or(Error::NotFound(texts::a_template()))?;
    let lines: Vec<(String, String, Kind, Unit, Source, String, Figure, Percent, Option<i64>)> = work
        .sql(
            "select name, criteria, kind, unit, source, category, target_milli, weight_bp, table_id from kra_template_lines
             where template_id = $1 order by position, id",
        )
        .bind(id)
        .all()
        .await?;
    let kras = lines.into_iter().map(|(name, criteria, kind, unit, source, category, target, weight, table)| KraData {
        name,
        criteria,
        kind,
        unit,
        source,
        category,
        target,
        weight,
        table,
    });
    Ok((name, role, kras.collect()))
}

/// Saves a template, a new one when it has no id; answers the id.
///
/// # Errors
/// [`Error::Invalid`] with everything that can't be taken (weights that don't come to 100 among it), [`Error::ChangedBy`].
pub async fn save(desk: &Desk, actor: &Actor, form: &TemplateForm) -> Result<i64, Failure> {
    let mut work = desk.begin(actor, Capability::SetUpKra).await?;
    let tables = table_use::known(&mut From::Work(&mut work)).await?;
    let (name, role, kras) = parse(form, &tables).map_err(Error::Invalid)?;
    let taken: Option<(i64,)> =
        work.sql("select id from kra_templates where lower(name) = lower($1)").bind(name.clone()).optional().await?;
    let id = form.id.trim().parse::<i64>().ok();
    if taken.is_some_and(|(other,)| Some(other) != id) {
        return Err(Error::field("name", "taken", "Name: another template has it.").into());
    }
    let was = match id {
        Some(id) => Some(told(&mut work, id).await?),
        None => None,
    };
    let id = match id {
        Some(id) => over(&mut work, id, form, &name, role).await?,
        None => fresh(&mut work, &name, role).await?,
    };
    work.sql("delete from kra_template_lines where template_id = $1").bind(id).run().await?;
    let rows: Vec<Value> = kras.iter().enumerate().map(|(position, kra)| kra.json(position)).collect();
    work.sql(
        "insert into kra_template_lines (template_id, position, name, criteria, kind, unit, source, category, target_milli, weight_bp, table_id)
         select cast($2 as bigint), cast(value->>'position' as bigint), value->>'name', value->>'criteria', value->>'kind', value->>'unit',
             value->>'source', value->>'category', cast(value->>'target' as bigint), cast(value->>'weight' as bigint),
             cast(value->>'table' as bigint)
         from json_each($1)",
    )
    .bind(Value::from(rows).to_string())
    .bind(id)
    .run()
    .await?;
    let is = told(&mut work, id).await?;
    work.audit(Audit {
        action: if was.is_none() { "CREATE" } else { "UPDATE" },
        entity_type: "kra_template",
        entity_id: id.to_string(),
        summary: format!("KRA template {name} for {role}, {} KRAs", kras.len()),
        old: was,
        new: Some(is),
    });
    work.commit().await?;
    Ok(id)
}

/// A template as the audit tells it.
async fn told(work: &mut Work, id: i64) -> Result<Value, Failure> {
    let form = read(&mut From::Work(work), id).await?;
    Ok(json!({"name": form.name, "role": form.role, "kras": form.kras}))
}

async fn fresh(work: &mut Work, name: &str, role: Role) -> Result<i64, Failure> {
    let (now, by) = (work.now(), work.actor().name.clone());
    let (id,): (i64,) = work
        .sql("insert into kra_templates (name, role, updated_at, updated_by) values ($1, $2, $3, $4) returning id")
        .bind(name.to_owned())
        .bind(role)
        .bind(now)
        .bind(by)
        .one()
        .await?;
    Ok(id)
}

async fn over(work: &mut Work, id: i64, form: &TemplateForm, name: &str, role: Role) -> Result<i64, Failure> {
    let (now, by) = (work.now(), work.actor().name.clone());
    let version = form.version.trim().parse::<Version>().unwrap_or(Version::FIRST);
    let changed = work
        .sql(
            "update kra_templates set name = $1, role = $2, updated_at = $3, updated_by = $4, version = version + 1
             where id = $5 and version = $6",
        )
        .bind(name.to_owned())
        .bind(role)
        .bind(now)
        .bind(by)
        .bind(id)
        .bind(version)
        .run()
        .await?;
    if changed == 1 {
        return Ok(id);
    }
    let last: Option<(String, Timestamp)> =
        work.sql("select updated_by, updated_at from kra_templates where id = $1").bind(id).optional().await?;
    let (by, at) = last.ok_or(Error::NotFound(texts::a_template()))?;
    Err(Error::changed_by(&by, at, work.today()).into())
}

type Parsed = (String, Role, Vec<KraData>);

fn parse(form: &TemplateForm, tables: &[KnownTable]) -> Result<Parsed, Vec<FieldError>> {
    let mut wrong = Vec::new();
    let name = form.name.trim().to_owned();
    if name.is_empty() || name.chars().count() > 80 {
        wrong.push(FieldError::new("name", "length", "Name: write 1 to 80 characters.").typed(&form.name));
    }
    let role = form.role.parse::<Role>();
    if role.is_err() {
        wrong.push(FieldError::new("role", "unknown", "Role: choose one of the list.").typed(&form.role));
    }
    let filled: Vec<(usize, &KraForm)> = form.kras.iter().enumerate().filter(|(_, kra)| !is_blank(kra)).collect();
    if filled.is_empty() || filled.len() > MOST_KRAS {
        wrong.push(FieldError::new("kras", "count", format!("Write 1 to {MOST_KRAS} KRAs.")));
    }
    let mut kras: Vec<KraData> = Vec::new();
    for (index, kra) in filled {
        let row = u32::try_from(index + 1).unwrap_or(u32::MAX);
        match parse_kra(kra, tables) {
            Ok(kra) if kras.iter().any(|other| other.name.eq_ignore_ascii_case(&kra.name)) => {
                wrong.push(FieldError::new("name", "twice", format!("{} stands twice.", kra.name)).at(row));
            }
            Ok(kra) => kras.push(kra),
            Err(fields) => wrong.extend(fields.into_iter().map(|field| field.at(row))),
        }
    }
    let sum: i64 = kras.iter().map(|kra| kra.weight.basis_points()).sum();
    if wrong.is_empty() && sum != 10_000 {
        let message = format!("The weights come to {}. They must come to 100 %.", Percent::from_basis_points(sum));
        wrong.push(FieldError::new("weight", "weights", message));
    }
    match role {
        Ok(role) if wrong.is_empty() => Ok((name, role, kras)),
        _ => Err(wrong),
    }
}

fn is_blank(kra: &KraForm) -> bool {
    kra.name.trim().is_empty() && kra.target.trim().is_empty() && kra.weight.trim().is_empty()
}

fn parse_kra(form: &KraForm, tables: &[KnownTable]) -> Result<KraData, Vec<FieldError>> {
    let mut wrong = Vec::new();
    let name = form.name.trim().to_owned();
    if name.is_empty() || name.chars().count() > 90 {
        wrong.push(FieldError::new("name", "length", "KRA: write 1 to 90 characters.").typed(&form.name));
    }
    let kind = form.kind.parse::<Kind>().unwrap_or(Kind::Unrestricted);
    let unit = form.unit.parse::<Unit>().unwrap_or(Unit::Rupees);
    let source = form.source.parse::<Source>().unwrap_or(Source::Typed);
    let target = match form.target.trim() {
        "" if kind == Kind::AsPerSlab => Ok(Figure::ZERO),
        text => Figure::parse(text),
    };
    if let Err(error) = target {
        wrong.push(FieldError::new("target", error.code(), format!("Target of {name}: {error}.")).typed(&form.target));
    }
    let weight = Percent::parse(&form.weight);
    match weight {
        Err(error) => {
            wrong.push(
                FieldError::new("weight", error.code(), format!("Weight of {name}: {error}.")).typed(&form.weight),
            );
        }
        Ok(weight) if weight.basis_points() > 10_000 => {
            wrong.push(
                FieldError::new("weight", "too_large", format!("Weight of {name}: at most 100 %.")).typed(&form.weight),
            );
        }
        Ok(_) => {}
    }
    let table = tables.iter().find(|table| kind == Kind::AsPerSlab && table.code == form.table.trim());
    if kind == Kind::AsPerSlab && table.is_none() {
        wrong.push(FieldError::new("table", "empty", format!("Choose the slab table of {name}.")).typed(&form.table));
    }
    let best = table.map(KnownTable::latest);
    if best == Some(None) {
        let message = format!("The slab table of {name} has no approved version yet. Approve it first.");
        wrong.push(FieldError::new("table", "no_version", message).typed(&form.table));
    }
    if let (Some(Some(best)), Ok(weight)) = (best, weight)
        && best > crate::pms::scoring::weight_points(weight)
    {
        let message = format!("The slab table of {name} gives up to {best} points, more than its weight of {weight}.");
        wrong.push(FieldError::new("weight", "below_table", message).typed(&form.weight));
    }
    match (target, weight) {
        (Ok(target), Ok(weight)) if wrong.is_empty() => Ok(KraData {
            name,
            criteria: form.criteria.trim().chars().take(300).collect(),
            kind,
            unit,
            source,
            category: if source.by_category() { form.category.trim().to_owned() } else { String::new() },
            target,
            weight,
            table: table.map(|table| table.id),
        }),
        _ => Err(wrong),
    }
}
