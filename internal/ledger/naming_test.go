package ledger

import (
	"strings"
	"sync"
	"testing"

	"github.com/seed50815598/derek/lexicon"
	"github.com/seed50815598/derek/pipeline"
)

var tables = sync.OnceValues(func() (*lexicon.Lexicon, *pipeline.Pipeline) {
	lex, err := lexicon.Default()
	if err != nil {
		panic(err)
	}
	return lex, pipeline.New(lex, nil)
})

func newNamer(tb testing.TB) *Namer {
	tb.Helper()
	lex, p := tables()
	return NewNamer(lex, p.Key)
}

// seatKey is the key of "post | organization | place" in an article that names the
// other places after it: "post | organization | place | place …".
func seatKey(n *Namer, s string) string {
	w := strings.Split(s, "|")
	for i := range w {
		w[i] = strings.TrimSpace(w[i])
	}
	doc := &pipeline.Document{ID: "x"}
	add := func(id, kind, name string) {
		if name != "" {
			doc.Entities = append(doc.Entities, pipeline.Entity{ID: id, Type: kind, Name: name})
			doc.Mentions = append(doc.Mentions, pipeline.Mention{Type: kind, Entity: id, Start: 100 * len(doc.Mentions), End: 100*len(doc.Mentions) + 9})
		}
	}
	add("o1", "ORG", w[1])
	add("l1", "PLACE", w[2])
	for i, name := range w[3:] {
		add("x"+string(rune('0'+i)), "PLACE", name)
	}
	p, h := n.seat(n.post(w[0]), w[1], w[2], n.settingOf(doc), s)
	return p.key + " | " + h.key
}

func TestOneSeat(t *testing.T) {
	n := newNamer(t)
	for _, tt := range []struct{ name, a, b string }{
		{"scripts", "әкім||Сарыағаш ауданы", "ákim||Saryaǵash aýdany"},
		{"Arabic letters", "әкім||Жаңаарқа ауданы", "اكىم||جاڭاارقا اۋدانى"},
		{"the feminine", "төраға|«Полония» бірлестігі|", "төрайым|«Полония» бірлестігі|"},
		{"standing in", "әкім||Сарқан ауданы", "әкімнің міндетін атқарушы||Сарқан ауданы"},
		{"Russian title", "басшы|аудандық білім бөлімі||Аққайың ауданы", "руководитель|аудандық білім бөлімі||Аққайың ауданы"},
		{"renamed district", "әкім||Зеленов ауданы", "әкім||Бәйтерек ауданы"},
		{"renamed city", "әкім||Нұр-Сұлтан қаласы", "әкім||Астана"},
		{"renamed city, other name with its type", "әкім||Қапшағай қаласы", "әкім||Қонаев қаласы"},
		{"renamed oblast without its type", "әкім||Оңтүстік Қазақстан", "әкім||Түркістан облысы"},
		{"renamed city without its type", "әкім||Нұр-Сұлтан", "әкім||Астана қаласы"},
		{"renamed oblast in a body's name", "хатшы|Оңтүстік Қазақстан облыстық мәслихаты|", "хатшы|Түркістан облыстық мәслихаты|"},
		{"renamed party", "төраға|«Нұр Отан» партиясы|", "төраға|AMANAT партиясы|"},
		{"renamed committee", "хатшы|Есеп комитеті|", "хатшы|Жоғары аудиторлық палата|"},
		{"bank renamed twice", "төраға|Цеснабанк|", "төраға|Alatau City Bank|"},
		{"with and without the oblast", "хатшы|Қызылорда облысы Жаңақорған аудандық мәслихаты|", "хатшы|Жаңақорған аудандық мәслихаты|"},
		{"adjective and genitive", "төраға|Жаңақорған аудандық мәслихаты|", "төраға|Жаңақорған ауданының мәслихаты|"},
		{"territory from the article", "төраға|аудандық мәслихат||Жаңақорған ауданы", "төраға|Жаңақорған аудандық мәслихаты|"},
		{"territory beside it", "төраға|аудандық мәслихат|Жарма ауданы|Абай облысы|Аягөз ауданы", "төраға|Жарма аудандық мәслихаты|"},
		{"through the akimdik", "басшы|Жамбыл облысы әкімдігінің спорт басқармасы|", "басшы|Жамбыл облыстық спорт басқармасы|"},
		{"the akim of an akimdik", "әкім|Абай облысының әкімдігі|", "әкім||Абай облысы"},
		{"with and without the state", "төраға|ҚР Парламенті Сенаты|", "төраға|Сенат|"},
		{"part of a listed body", "басшы|Парламент Сенаты Аппараты||Абай облысы", "басшы|ҚР Парламенті Сенатының Аппараты|"},
		{"named after somebody", "директор|Ғ.Мүсірепов атындағы балалар театры|", "директор|Ғ.Мүсірепов атындағы балалар театры| "},
		{"described in quotation marks", "басшы|«Степногорск қаласының тұрғын үй-коммуналдық шаруашылық бөлімі» КММ|", "басшы|Степногорск қалалық тұрғын үй-коммуналдық шаруашылық бөлімі|"},
		{"legal form", "бас директор|«Сарыарқа Энерго» АҚ|", "бас директор|«Сарыарқа Энерго»|"},
		{"legal form in full", "bas direktor|«Saiahat Avto» JŞS|", "bas direktor|«Saiahat Avto» jauapkerşılıgı şekteulı serıktestıgı|"},
		{"state office", "ауыл шаруашылығы министрі||", "ауыл шаруашылығы министрі||Қазақстан Республикасы"},
		{"office of another state", "сыртқы істер министрі||Қырғызстан", "сыртқы істер министрі||Қырғызстан|Түркия"},
		{"ambassador", "елші||Молдова Республикасы", "елші||Молдова"},
		{"constituency", "депутат|Парламент Мәжілісі|№6 сайлау округі", "депутат|Мәжіліс|№6 округ"},
		{"district of many, by the oblast", "әкім||Абай ауданы|Қарағанды облысы", "әкім||Абай ауданы|Қарағанды облысы|Теміртау қаласы"},
		{"rural district, by the district", "әкім||Ақжар ауылдық округі|Хромтау ауданы", "әкім||Ақжар ауылдық округі|Ақтөбе облысы|Хромтау ауданы"},
		{"staff of a territory that is only its kind", "басшы|облыс әкімі аппараты||Жамбыл облысы", "басшы|Жамбыл облысы әкімі аппараты|"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if a, b := seatKey(n, tt.a), seatKey(n, tt.b); a != b {
				t.Errorf("got two seats:\n%s\n%s", a, b)
			}
		})
	}
}

func TestTwoSeats(t *testing.T) {
	n := newNamer(t)
	for _, tt := range []struct{ name, a, b string }{
		{"deputy", "әкім||Сарқан ауданы", "әкімнің орынбасары||Сарқан ауданы"},
		{"district and city of one name", "әкім||Сарыағаш ауданы", "әкім||Сарыағаш қаласы"},
		{"oblast and city of one name", "әкім||Түркістан облысы", "әкім||Түркістан"},
		{"an oblast that was, and a city", "әкім||Семей облысы", "әкім||Семей қаласы"},
		{"oblast and district council", "хатшы|Қызылорда облыстық мәслихаты|", "хатшы|Жаңақорған аудандық мәслихаты|"},
		{"namesakes", "әкім||Абай ауданы|Қарағанды облысы", "әкім||Абай ауданы|Шымкент қаласы"},
		{"rural districts of one name", "әкім||Ақжар ауылдық округі|Хромтау ауданы", "әкім||Ақжар ауылдық округі|Алға ауданы"},
		{"council of an unknown district", "төраға|аудандық мәслихат|", "төраға|аудандық мәслихат||Жарма ауданы|Абай облысы|Аягөз ауданы"},
		{"departments of two oblasts", "басшы|облыстық білім басқармасы||Абай облысы", "басшы|облыстық білім басқармасы||Жетісу облысы"},
		{"body and its part", "төраға|«Алатау Банк» АҚ|", "төраға|«Алатау Банк» директорлар кеңесі|"},
		{"party and its branch", "төраға|«Ауыл» партиясы|", "төраға|«Ауыл» партиясы Қызылорда облыстық филиалы|"},
		{"schools of one number", "директор|№21 мектеп||Теміртау қаласы", "директор|№21 мектеп||Риддер қаласы"},
		{"unknown body, two articles", "директор||", "директор| |"},
		{"ministers", "ауыл шаруашылығы министрі||", "денсаулық сақтау министрі||"},
		{"ministers of two states", "сыртқы істер министрі||", "сыртқы істер министрі||Қырғызстан"},
		{"minister of one of two states", "сыртқы істер министрі||", "сыртқы істер министрі|||Қырғызстан"},
		{"constituencies", "депутат|Мәжіліс|№6 округ", "депутат|Мәжіліс|№7 округ"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if a, b := seatKey(n, tt.a), seatKey(n, tt.b); a == b {
				t.Errorf("got one seat: %s", a)
			}
		})
	}
}

func TestHowManyHold(t *testing.T) {
	n := newNamer(t)
	for post, many := range map[string]bool{
		"әкім": false, "төраға": false, "бас дәрігер": false, "көлік министрі": false, "ректор": false,
		"әкімнің бірінші орынбасары": false, "бас есепші": false, "руководитель": false,
		"депутат": true, "әкімнің орынбасары": true, "көлік вице-министрі": true, "судья": true, "бас маман": true,
		"тәуелсіз директор": true, "министрдің орынбасары": true, "вице-президент": true,
	} {
		if got := n.post(post).many; got != many {
			t.Errorf("%s: got many %t", post, got)
		}
	}
}

func TestNameKey(t *testing.T) {
	n := newNamer(t)
	for _, tt := range []struct {
		a, b string
		same bool
	}{
		{"Ерлан Мұратұлы Сәдуақасов", "Сәдуақасов Ерлан", true},
		{"Baqytbek Álıasqarov", "Бақытбек Әлиасқаров", true},
		{"Тен Эдуард Львович", "Эдуард Тен", true},
		{"Ерлан Сәдуақасов", "Арман Сәдуақасов", false},
		{"Мұрат Ғабитұлы", "Мұрат Серікұлы", false},
		{"Пак Ын Хе", "Пак Ын", false},
	} {
		a, okA := n.nameKey(tt.a)
		b, okB := n.nameKey(tt.b)
		if !okA || !okB || (a == b) != tt.same {
			t.Errorf("%s, %s: got keys %q, %q", tt.a, tt.b, a, b)
		}
	}
	for _, name := range []string{"Қ.Теміржан", "Сарсенова М.Т.", "Аружан"} {
		if key, ok := n.nameKey(name); ok {
			t.Errorf("%s: got key %q, want none", name, key)
		}
	}
}
