//! What a provider runs for them, as far as the document names its service: "the RDS console shows that the database is out of
//! space". And what runs on plain machines: "then `docker compose up`".

use super::cues::CUES;
use super::document::{BlockKind, Document};
use super::topics::{About, Topic};
use crate::model::Hosted;

/// The sorts of things of which a passage names a provider's. What is to come, such as a move to RDS, is not there yet.
pub(super) fn read(document: &Document<'_>, outline: &[About]) -> Vec<Hosted> {
    let passages = document.blocks.iter().zip(outline).filter(|(block, about)| {
        !matches!(block.kind, BlockKind::Comment | BlockKind::Html) && about.topic != Some(Topic::Actions)
    });
    let passages: Vec<&str> = passages.map(|(block, _)| &*block.text).collect();
    let is_named = |sort: &Hosted| {
        let mut found = passages.iter().filter(|text| CUES.has(cue(*sort), text));
        found.any(|text| !CUES.has("hosted-later", text))
    };
    // Beside a provider's functions, or machines, there may be a cluster, and nothing says what ran where.
    let may_be_own = |sort: &Hosted| {
        let cue = match sort {
            Hosted::Containers => "own-containers",
            Hosted::Machines | Hosted::Certificates => "own-cluster",
            Hosted::Database | Hosted::Cache | Hosted::Queue | Hosted::Search => return false,
        };
        passages.iter().any(|text| CUES.has(cue, text))
    };
    Hosted::ALL.into_iter().filter(is_named).filter(|sort| !may_be_own(sort)).collect()
}

const fn cue(sort: Hosted) -> &'static str {
    match sort {
        Hosted::Database => "hosted-database",
        Hosted::Cache => "hosted-cache",
        Hosted::Queue => "hosted-queue",
        Hosted::Search => "hosted-search",
        Hosted::Containers => "hosted-containers",
        Hosted::Machines => "plain-machines",
        Hosted::Certificates => "other-certificates",
    }
}

#[cfg(test)]
mod tests {
    use crate::load::postmortem::tests::incident;
    use crate::model::Hosted;

    #[test]
    fn what_a_provider_runs_is_known_by_its_service() {
        let told = |passage: &str| {
            let text = format!("# Outage\n\n## Root cause\n\nThe disk of the database was full.\n\n{passage}\n");
            incident("a.md", &text).expect("it is one").1.hosted
        };
        assert_eq!(told("## Timeline\n\n- 10:14 The AWS RDS console shows no free space"), [Hosted::Database]);
        assert_eq!(
            told("The ElastiCache cluster was fine, and so was our Cloud SQL."),
            [Hosted::Database, Hosted::Cache]
        );
        assert_eq!(told("10:14 The records of the console show no free space"), []);
        assert_eq!(told("## Action items\n\n- Move the database to RDS"), []);
        assert_eq!(told("We had planned to migrate it to RDS in spring."), []);
        assert_eq!(told("The shop runs on Cloud Run."), [Hosted::Containers]);
        assert_eq!(told("The shop runs on Cloud Run, and kubectl showed the pods of the rest."), []);
        assert_eq!(told("The webhook is a Lambda function."), [Hosted::Containers]);
        assert_eq!(told("```\ndocker compose restart shop\n```"), [Hosted::Machines]);
        assert_eq!(told("```\ndocker compose restart shop\nkubectl get pods\n```"), []);
        assert_eq!(told("`certbot renew` failed on the VPS for weeks."), [Hosted::Machines, Hosted::Certificates]);
    }
}
