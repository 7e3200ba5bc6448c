//! Russian, Korean and Polish: a report in the template of a team and one in prose in each, as somebody there would write
//! it, and sentences that only look like what is looked for.

use super::tests::{incident, times_of};
use crate::model::{Detector, Incident, RiskKind, Status};

fn read(text: &str) -> Incident {
    incident("a.md", text).expect("it is a postmortem").1
}

/// Causes in so many words, in order.
fn roots(incident: &Incident) -> Vec<&str> {
    let roots = incident.risks.iter().filter(|risk| risk.kind == RiskKind::RootCause);
    roots.map(|risk| risk.text.value.as_str()).collect()
}

fn items(incident: &Incident) -> Vec<(Status, bool)> {
    incident.action_items.iter().map(|item| (item.status, item.asks_for_alert)).collect()
}

/// A report by headings, whose hours are in `zone`.
fn is_understood(text: &str, zone: &str, cause: &str) {
    let incident = read(text);
    let at = |clock: &str| format!("2026-03-02T{clock}{zone}");
    assert_eq!(times_of(&incident), [at("09:55"), at("10:45"), at("11:34")]);
    assert_eq!(incident.detected_by, Detector::Alert);
    assert_eq!(incident.severity.as_ref().map(|severity| severity.value.as_str()), Some("SEV-2"));
    assert_eq!(roots(&incident), [cause]);
    assert_eq!(items(&incident), [(Status::Open, true), (Status::Done, false), (Status::Open, false)]);
    assert!(incident.action_items.iter().all(|item| item.owner.is_some() && item.due.is_some()));
}

/// A report in prose.
fn is_followed(text: &str, zone: &str, cause: &str) {
    let incident = read(text);
    let at = |clock: &str| format!("2026-03-02T{clock}{zone}");
    assert_eq!(times_of(&incident), [at("10:14"), String::new(), at("11:02")]);
    assert_eq!(incident.detected_by, Detector::Customer);
    assert!(roots(&incident)[0].starts_with(cause), "{:?}", roots(&incident));
    assert_eq!(items(&incident), [(Status::Open, true), (Status::Done, false), (Status::Open, false)]);
}

#[test]
fn russian_is_read() {
    is_understood(
        "# Постмортем: платежи не проходили\n\n**Дата:** 2 марта 2026 г.\n**Уровень критичности:** SEV-2\n\
         **Статус:** закрыт\n**Сервисы:** checkout\n\n## Краткое описание\n\n\
         Страница оплаты была недоступна, клиенты не могли завершить заказ.\n\n## Влияние\n\n\
         Около 1200 клиентов не смогли оплатить заказ.\n\n## Хронология (МСК)\n\n\
         - 09:55 – Выкатили новую версию, начались ошибки при оплате\n\
         - 10:45 – Сработал алерт по доле ошибок, дежурный инженер начал разбираться\n- 11:20 – Откатили версию\n\
         - 11:34 – Инцидент закрыт\n\n## Обнаружение\n\nСработал алерт по доле ошибок.\n\n## Корневая причина\n\n\
         Новая версия использовала сертификат, срок действия которого истёк.\n\n## Что прошло хорошо\n\n\
         - Откат занял пять минут.\n\n## План действий\n\n| Задача | Ответственный | Срок | Статус |\n\
         |---|---|---|---|\n| Добавить алерт на истечение сертификатов | @platform | 16.03.2026 | В работе |\n\
         | Продлевать сертификаты автоматически | @platform | 01.04.2026 | Готово |\n\
         | Отключить шумные алерты по памяти | @sre | 01.04.2026 | Открыт |",
        "+03:00",
        "Новая версия использовала сертификат, срок действия которого истёк.",
    );
    is_followed(
        "# Сбой в работе магазина 2 марта\n\n\
         2 марта 2026 года с 10:14 до 11:02 по московскому времени магазин был недоступен. Простой длился 48 минут.\n\n\
         Клиенты пожаловались в поддержку, что страница не открывается. Алерта на заполнение диска не было.\n\n\
         Причиной сбоя стало переполнение диска на базе данных: из-за ошибки в конфигурации старые журналы не удалялись.\n\n\
         Мы перезапустили базу, и в 11:02 сервис восстановился.\n\n## Что будем делать\n\n\
         - [ ] Настроить оповещение о заполнении диска\n- [x] Исправить ротацию журналов\n\
         - [ ] Описать процедуру восстановления базы",
        "+03:00",
        "Причиной сбоя стало переполнение диска",
    );
}

#[test]
fn korean_is_read() {
    is_understood(
        "# 장애 보고서: 결제 실패\n\n**일시:** 2026년 3월 2일\n**심각도:** SEV-2\n**상태:** 종료\n**서비스:** checkout\n\n## 요약\n\n\
         결제 페이지에 접속할 수 없었습니다.\n\n## 영향\n\n약 1,200명의 고객이 주문을 완료하지 못했습니다.\n\n## 타임라인 (KST)\n\n\
         - 09:55 – 신규 버전 배포, 결제 오류 발생 시작\n- 10:45 – 오류율 알림 발생, 당직 엔지니어가 확인 시작\n- 11:20 – 이전 버전으로 롤백\n\
         - 11:34 – 장애 종료\n\n## 탐지\n\n오류율 알림이 발생하여 인지했습니다.\n\n## 근본 원인\n\n신규 버전이 만료된 인증서를 사용했습니다.\n\n## 잘된 점\n\n\
         - 롤백이 5분 안에 끝났습니다.\n\n## 재발 방지 대책\n\n| 조치 | 담당자 | 기한 | 상태 |\n|---|---|---|---|\n\
         | 인증서 만료 알림 추가 | @platform | 2026-03-16 | 진행 중 |\n| 인증서 자동 갱신 | @platform | 2026-04-01 | 완료 |\n\
         | 불필요한 메모리 알림 제거 | @sre | 2026-04-01 | 미착수 |",
        "+09:00",
        "신규 버전이 만료된 인증서를 사용했습니다.",
    );
    is_followed(
        "# 3월 2일 쇼핑몰 접속 장애\n\n2026년 3월 2일 오전 10시 14분부터 11시 2분까지 쇼핑몰에 접속할 수 없었습니다. 장애는 48분 동안 지속되었습니다.\n\n\
         고객이 고객센터에 문의하여 장애를 인지했습니다. 디스크 사용량에 대한 알림이 없었습니다.\n\n\
         원인은 데이터베이스 디스크가 가득 찼기 때문입니다. 설정 오류 때문에 오래된 로그가 삭제되지 않았습니다.\n\n데이터베이스를 재시작하여 11시 2분에 복구되었습니다.\n\n\
         ## 향후 조치\n\n- [ ] 디스크 사용량 알림 설정\n- [x] 로그 로테이션 수정\n- [ ] 복구 절차 문서화",
        "",
        "원인은 데이터베이스 디스크가 가득",
    );
}

#[test]
fn polish_is_read() {
    is_understood(
        "# Raport z incydentu: płatności nie działały\n\n**Data:** 2 marca 2026\n**Poziom krytyczności:** SEV-2\n\
         **Status:** zamknięty\n**Usługi:** checkout\n\n## Podsumowanie\n\nStrona płatności była niedostępna.\n\n\
         ## Wpływ\n\nOkoło 1200 klientów nie mogło dokończyć zamówienia.\n\n## Oś czasu (CET)\n\n\
         - 09:55 – Wdrożono nową wersję, zaczęły się błędy płatności\n\
         - 10:45 – Zadziałał alert o odsetku błędów, dyżurny rozpoczął diagnozę\n- 11:20 – Wycofano wersję\n\
         - 11:34 – Incydent zamknięty\n\n## Wykrycie\n\nZadziałał alert o odsetku błędów.\n\n\
         ## Przyczyna źródłowa\n\nNowa wersja używała certyfikatu, który wygasł.\n\n## Co poszło dobrze\n\n\
         - Wycofanie wersji zajęło pięć minut.\n\n## Działania naprawcze\n\n\
         | Działanie | Właściciel | Termin | Status |\n|---|---|---|---|\n\
         | Dodać alert na wygasające certyfikaty | @platform | 16.03.2026 | W toku |\n\
         | Automatycznie odnawiać certyfikaty | @platform | 01.04.2026 | Zrobione |\n\
         | Wyłączyć hałaśliwe alerty pamięci | @sre | 01.04.2026 | Otwarte |",
        "+01:00",
        "Nowa wersja używała certyfikatu, który wygasł.",
    );
    is_followed(
        "# Awaria sklepu 2 marca\n\n\
         2 marca 2026 od 10:14 do 11:02 sklep był niedostępny. Awaria trwała 48 minut.\n\n\
         Klienci zgłosili do działu wsparcia, że strona się nie otwiera. Nie było alertu na zapełnienie dysku.\n\n\
         Przyczyną awarii było zapełnienie dysku bazy danych: z powodu błędu w konfiguracji stare logi nie były usuwane.\n\n\
         Zrestartowaliśmy bazę i o 11:02 usługa wróciła do działania.\n\n## Co zrobimy\n\n\
         - [ ] Dodać alert na zapełnienie dysku\n- [x] Poprawić rotację logów\n\
         - [ ] Opisać procedurę odtwarzania bazy",
        "",
        "Przyczyną awarii było zapełnienie dysku",
    );
}

fn by(sentence: &str) -> Detector {
    read(&format!("# Outage on 2026-03-02\n\n## Summary\n\n{sentence}\n\n## Root cause\n\nA disk was full.\n"))
        .detected_by
}

fn asks(item: &str) -> bool {
    let text = format!("# Outage\n\n## Root cause\n\nA disk was full.\n\n## Action items\n\n- {item}\n");
    read(&text).action_items[0].asks_for_alert
}

#[test]
fn whoever_noticed_is_told_by_verbs_and_alerts_that_were_not_there_noticed_nothing() {
    let alert = [
        "Сработал алерт в Grafana.",
        "О сбое узнали из алерта мониторинга.",
        "Grafana 알림을 받고 장애를 인지했습니다.",
        "Alert z Prometheusa zadziałał po minucie.",
    ];
    let customer = [
        "Нам позвонили партнёры.",
        "В поддержку поступили жалобы клиентов.",
        "고객 문의가 접수되었습니다.",
        "Zadzwonili do nas klienci.",
    ];
    let person = [
        "Дежурный инженер заметил рост ошибок.",
        "당직 엔지니어가 오류를 발견했습니다.",
        "Dyżurny inżynier zauważył błędy.",
    ];
    let nobody = [
        "Алертов на это не было.",
        "Мониторинг не сработал.",
        "알림이 없었습니다.",
        "모니터링이 설정되어 있지 않았습니다.",
        "Nie było żadnego alertu.",
        "Monitoring nie obejmował tego serwera.",
    ];
    let told = |sentences: &[&str]| sentences.iter().map(|sentence| by(sentence)).collect::<Vec<_>>();
    assert_eq!(told(&alert), [Detector::Alert; 4]);
    assert_eq!(told(&customer), [Detector::Customer; 4]);
    assert_eq!(told(&person), [Detector::Person; 3]);
    assert_eq!(told(&nobody), [Detector::Unknown; 6]);
}

#[test]
fn items_ask_for_alerts_and_others_quiet_or_describe_them() {
    let ask = [
        "Завести алерт на место на диске",
        "Настроить мониторинг очереди",
        "큐 길이에 대한 알람 추가",
        "디스크 모니터링 강화",
        "Ustawić alarm na długość kolejki",
        "Dodać monitoring dysku",
    ];
    let others = [
        "Заглушить лишние алерты",
        "Описать реакцию на алерты в ранбуке",
        "Увеличить диск",
        "불필요한 알림 삭제",
        "디스크 증설",
        "Wyciszyć zbędne alerty",
        "Udokumentować alerty",
        "Powiększyć dysk",
    ];
    assert_eq!(ask.map(asks), [true; 6]);
    assert_eq!(others.map(asks), [false; 8]);
}

#[test]
fn what_came_of_it_is_no_cause_and_what_a_word_begins_with_is_no_date_or_length() {
    let text = "# Сбой\n\n## Хронология\n\n- 10:14 – сервис упал\n- 10:55 – сервис восстановлен\n\n## Описание\n\n{}\n";
    let factors = |sentence: &str| read(&text.replace("{}", sentence)).risks.len();
    assert_eq!(factors("Это привело к потере заказов."), 0);
    assert_eq!(factors("Из-за ошибки в запросе блокировалась таблица заказов."), 1);
    let started = |day: &str| {
        times_of(&read(&format!(
            "# Сбой\n\nДата: {day}\n\n## Хронология\n\n- 10:14 – сервис упал\n\n## Причина\n\nДиск переполнился.\n"
        )))[0]
            .clone()
    };
    assert_eq!(started("3 мая 2026 г."), "2026-05-03T10:14");
    assert_eq!(started("5 маршрутов"), "");
}

#[test]
fn turkish_reports_are_read() {
    let report = "# Olay raporu: sipariş servisi çalışmadı\n\n**Önem:** SEV-2\n\n## Zaman çizelgesi (2 Mart 2026, UTC+3)\n\n\
                  - 09:55 – Siparişler hata vermeye başladı\n- 10:45 – Prometheus alarmı nöbetçiye ulaştı\n\
                  - 11:34 – Siparişler normale döndü, olay sona erdi\n\n## Kök neden\n\nVeri diski dolmuştu.\n\n## Aksiyonlar\n\n\
                  | Aksiyon | Sorumlu | Termin | Durum |\n|---|---|---|---|\n\
                  | Disk dolarken alarm kurmak | Deniz | 2026-04-01 | Devam ediyor |\n\
                  | Eski kayıtları silmek | Cem | 2026-03-05 | Tamamlandı |\n\
                  | Süreci yazmak | Deniz | 2026-04-09 | Başlanmadı |\n";
    is_understood(report, "+03:00", "Veri diski dolmuştu.");
    let told = "# Olay sonrası inceleme: mağaza kesintisi\n\n## Özet\n\n2 Mart 2026 saat 10:14'te mağaza durdu. \
                Bir müşteri bizi aradı ve haber verdi.\n\n## Neden\n\nSertifikanın süresi dolmuştu.\n\n## Önlemler\n\n\
                1. Sertifika bitmeden alarm eklenecek.\n";
    let incident = read(told);
    assert_eq!((incident.detected_by, roots(&incident)), (Detector::Customer, vec!["Sertifikanın süresi dolmuştu."]));
    assert_eq!(items(&incident), [(Status::Unknown, true)]);
    assert_eq!(times_of(&incident)[0], "2026-03-02T10:14");
}
