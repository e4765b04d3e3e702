//! The credit insight: from Gemini when a key is set, else from the written rules; it says which.

use std::{
    collections::HashMap,
    sync::{Mutex, OnceLock},
    time::{Duration, Instant},
};

use serde::Deserialize;
use serde_json::{Value, json};

use crate::{
    credit::insight::{Advice, Insight, InsightFacts, Risk, Source, by_rules},
    platform::server::{Config, Desk},
};

const TIMEOUT: Duration = Duration::from_secs(5);
const FRESH: Duration = Duration::from_secs(5 * 60);
const MODEL: &str = "gemini-2.0-flash";
/// Answers are forgotten when so many are kept.
const KEPT: usize = 1_000;

type Cache = Mutex<HashMap<String, (Instant, Insight)>>;

fn cache() -> &'static Cache {
    static CACHE: OnceLock<Cache> = OnceLock::new();
    CACHE.get_or_init(Cache::default)
}

/// The insight for these facts. Never fails: when Gemini doesn't answer in five seconds, or answers something else than
/// was asked, the rules do.
pub async fn insight(desk: &Desk, facts: &InsightFacts) -> Insight {
    let Some(key) = desk.config.gemini_api_key.clone() else { return by_rules(facts) };
    let question = question(facts);
    let remembered = cache().lock().ok().and_then(|kept| kept.get(&question).cloned());
    if let Some((at, insight)) = remembered
        && at.elapsed() < FRESH
    {
        return insight;
    }
    match ask(&desk.config, &key, &question).await {
        Ok(insight) => {
            if let Ok(mut kept) = cache().lock() {
                if kept.len() >= KEPT {
                    kept.clear();
                }
                kept.insert(question, (Instant::now(), insight.clone()));
            }
            insight
        }
        Err(reason) => {
            tracing::warn!(reason, "Gemini gave no insight; the rules did");
            by_rules(facts)
        }
    }
}

/// Figures alone, no names: what leaves the house can't be tied to a customer.
fn question(facts: &InsightFacts) -> String {
    format!(
        "You advise the credit control of an Indian food distributor. Rupees: limit {}, outstanding {}, open orders {}, \
         this order {}, overdue {}, oldest overdue {} days. Judge whether to release this order.",
        facts.limit,
        facts.exposure.outstanding,
        facts.exposure.open_orders,
        facts.exposure.this_order,
        facts.overdue,
        facts.ageing_days,
    )
}

#[derive(Deserialize)]
struct Answer {
    risk: String,
    analysis: String,
    decision: String,
    justification: String,
}

async fn ask(config: &Config, key: &str, question: &str) -> Result<Insight, String> {
    static CLIENT: OnceLock<reqwest::Client> = OnceLock::new();
    let client = CLIENT.get_or_init(|| {
        // The provider may have been installed by main; a second time is refused and harmless.
        let _ = rustls::crypto::ring::default_provider().install_default();
        reqwest::Client::new()
    });
    let url = format!("{}/v1beta/models/{MODEL}:generateContent", config.gemini_url);
    let answer: Value = client
        .post(url)
        .header("x-goog-api-key", key)
        .timeout(TIMEOUT)
        .json(&json!({
            "contents": [{"parts": [{"text": question}]}],
            "generationConfig": {"responseMimeType": "application/json", "temperature": 0, "responseSchema": {
                "type": "OBJECT",
                "required": ["risk", "analysis", "decision", "justification"],
                "properties": {
                    "risk": {"type": "STRING", "enum": ["Low", "Medium", "High", "Critical"]},
                    "analysis": {"type": "STRING"},
                    "decision": {"type": "STRING", "enum": ["Approve", "Review", "Reject"]},
                    "justification": {"type": "STRING"},
                },
            }},
        }))
        .send()
        .await
        .and_then(reqwest::Response::error_for_status)
        .map_err(|error| error.without_url().to_string())?
        .json()
        .await
        .map_err(|error| error.without_url().to_string())?;
    let text = answer["candidates"][0]["content"]["parts"][0]["text"].as_str().ok_or("no text in the answer")?;
    let answer: Answer = serde_json::from_str(text).map_err(|error| error.to_string())?;
    Ok(Insight {
        risk: answer.risk.parse::<Risk>().map_err(|error| error.to_string())?,
        analysis: answer.analysis,
        decision: answer.decision.parse::<Advice>().map_err(|error| error.to_string())?,
        justification: answer.justification,
        source: Source::Gemini,
    })
}
