//! Comments in four languages, made of an opening and a sentence on what mattered most.

use super::dice::Dice;

/// A comment of a customer who is happy, or is not, about `topic` (the id of a question).
pub(super) fn write(topic: &str, happy: bool, language: &str, dice: &mut Dice) -> String {
    let voice = VOICES.iter().find(|voice| voice.language == language).unwrap_or(&VOICES[0]);
    let (openings, matters) =
        if happy { (&voice.pleased, &voice.praise) } else { (&voice.cross, &voice.blame) };
    let matter = match topic {
        "product_quality" => 0,
        "value" | "invoices" => 1,
        "delivery" | "punctuality" => 2,
        "support" | "knowledge" => 3,
        "speed" => 4,
        "website" => 5,
        "condition" => 6,
        _ => 7,
    };
    let sentence = matters[matter];
    match dice.below(3) {
        0 => sentence.to_owned(),
        1 => format!("{} {sentence}", dice.one(openings)),
        _ => format!("{sentence} {}", dice.one(openings)),
    }
}

struct Voice {
    language: &'static str,
    pleased: [&'static str; 3],
    cross: [&'static str; 3],
    /// Quality, price, punctuality, staff, speed, web site, condition, manners.
    praise: [&'static str; 8],
    blame: [&'static str; 8],
}

const VOICES: [Voice; 4] = [
    Voice {
        language: "en",
        pleased: ["Thank you!", "All in all very good.", "Keep it up."],
        cross: ["I am disappointed.", "This has to get better.", "Not what I expected."],
        praise: [
            "The lamp is beautifully made.",
            "A fair price for what I got.",
            "The parcel came exactly when you said.",
            "The person I talked to knew at once what to do.",
            "I had an answer within minutes.",
            "I found everything on the web site straight away.",
            "Everything arrived well packed and whole.",
            "Everybody was friendly and patient.",
        ],
        blame: [
            "The switch broke after two weeks.",
            "Too expensive for what it is, and the invoice was wrong.",
            "I waited at home all day and nobody came.",
            "Nobody could tell me how to connect the lamp.",
            "I waited forty minutes for an answer.",
            "I could not find the spare parts on the web site.",
            "The glass was broken when I opened the box.",
            "I felt that I was a nuisance.",
        ],
    },
    Voice {
        language: "vi",
        pleased: ["Cảm ơn các bạn!", "Nói chung là rất tốt.", "Mong các bạn tiếp tục phát huy."],
        cross: ["Tôi rất thất vọng.", "Cần phải cải thiện.", "Không như tôi mong đợi."],
        praise: [
            "Đèn được làm rất đẹp và chắc chắn.",
            "Giá cả hợp lý so với chất lượng.",
            "Hàng được giao đúng giờ đã hẹn.",
            "Nhân viên hiểu ngay vấn đề của tôi.",
            "Tôi nhận được câu trả lời chỉ sau vài phút.",
            "Trang web dễ dùng, tìm gì cũng thấy.",
            "Hàng được đóng gói cẩn thận, không bị trầy xước.",
            "Mọi người đều thân thiện và kiên nhẫn.",
        ],
        blame: [
            "Công tắc bị hỏng chỉ sau hai tuần.",
            "Giá quá cao, hóa đơn lại bị sai.",
            "Tôi đợi ở nhà cả ngày mà không ai giao hàng.",
            "Không ai biết cách kết nối chiếc đèn này.",
            "Tôi phải chờ bốn mươi phút mới có người trả lời.",
            "Tôi không tìm thấy phụ kiện trên trang web.",
            "Kính bị vỡ khi tôi mở hộp.",
            "Tôi có cảm giác mình đang làm phiền họ.",
        ],
    },
    Voice {
        language: "it",
        pleased: ["Grazie!", "Nel complesso ottimo.", "Continuate così."],
        cross: ["Sono deluso.", "Così non va, bisogna migliorare.", "Non è ciò che mi aspettavo."],
        praise: [
            "La lampada è di ottima qualità.",
            "Il prezzo è giusto per ciò che offre.",
            "Il pacco è arrivato puntualissimo.",
            "L'operatrice ha capito subito il problema.",
            "Ho avuto una risposta in pochi minuti.",
            "Sul sito si trova tutto con facilità.",
            "La merce è arrivata integra e ben imballata.",
            "Il personale è stato gentile e paziente.",
        ],
        blame: [
            "L'interruttore si è rotto dopo due settimane.",
            "Troppo caro, e la fattura era sbagliata.",
            "Ho aspettato a casa tutto il giorno e non è venuto nessuno.",
            "Nessuno sapeva come collegare la lampada.",
            "Ho atteso quaranta minuti prima di avere una risposta.",
            "Sul sito non riuscivo a trovare i ricambi.",
            "Il vetro era già rotto all'apertura della scatola.",
            "Mi hanno fatto sentire un disturbo.",
        ],
    },
    Voice {
        language: "fi",
        pleased: ["Kiitos!", "Kaiken kaikkiaan erittäin hyvä.", "Jatkakaa samaan malliin."],
        cross: ["Olen pettynyt.", "Tähän on saatava parannus.", "En odottanut tällaista."],
        praise: [
            "Lamppu on kauniisti tehty.",
            "Hinta on kohdallaan.",
            "Paketti tuli täsmälleen sovittuna aikana.",
            "Asiakaspalvelija tiesi heti, mitä tehdä.",
            "Sain vastauksen muutamassa minuutissa.",
            "Verkkosivuilta löytyi kaikki helposti.",
            "Tavarat tulivat ehjinä ja hyvin pakattuina.",
            "Kaikki olivat ystävällisiä ja kärsivällisiä.",
        ],
        blame: [
            "Kytkin hajosi jo kahden viikon jälkeen.",
            "Liian kallis, ja lasku oli väärin.",
            "Odotin kotona koko päivän, eikä ketään tullut.",
            "Kukaan ei osannut neuvoa, miten lamppu kytketään.",
            "Odotin vastausta neljäkymmentä minuuttia.",
            "En löytänyt varaosia verkkosivuilta.",
            "Lasi oli rikki, kun avasin pakkauksen.",
            "Minusta tuntui, että olin vaivaksi.",
        ],
    },
];
