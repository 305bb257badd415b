package kazakh

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestLanguage(t *testing.T) {
	for _, tt := range []struct{ name, text, want string }{
		{"kazakh", "Түркістан облысында Қоғамдық келісім кеңесінің төрағасы сайланды.", "kk"},
		{"kazakh without its letters", "Казакстан Республикасынын Президенти бугин Туркистан облысынын акимин тагайындады, деп хабарлады баспасоз кызмети.", "kk"},
		{"kazakh sentence without its letters", "Сайлау болды. Жиын былтыр Алматы облысында болып, жаңа басшы сайланды.", "kk"},
		{"russian", "Президент подписал указ о назначении нового акима области, сообщает пресс-служба.", "ru"},
		{"russian with a kazakh name", "Указом главы государства Қайрат Әбдіқұлов назначен акимом области, сообщили в пресс-службе. Ранее он работал заместителем министра.", "ru"},
		{"mixed", "Жиында жаңа директор тағайындалды. «Приказом учредителей он назначен директором с марта этого года», – говорится в сообщении.", "mixed"},
		{"kyrgyz", "Кыргыз Республикасынын Президенти жаңы мыйзамга кол койду. Өлкөдө шайлоо өттү, көп адам катышты.", "other"},
		{"tatar", "Татарстан җөмһүриятендә яңа рәис сайланды. Бу хакта матбугат хезмәте хәбәр итте, җыелыш үтте.", "other"},
		{"bashkir", "Башҡортостан Республикаһы башлығы ҡарарға ҡул ҡуйҙы. Ул һайлауҙарҙа еңде.", "other"},
		{"ukrainian", "Верховна Рада призначила нового міністра оборони України, про це повідомляє її пресслужба. Засідання відбулося у Києві.", "other"},
		{"mongolian", "Монгол Улсын Ерөнхийлөгч шинэ хууль батлав. Сонгууль ирэх онд болно, өөрчлөлт орсон гэж мэдээллээ. Түүний үүрэг.", "other"},
		{"uzbek", "Ўзбекистон Республикаси Президенти янги ҳокимни тайинлади. Қарор эълон қилинди ва ҳужжат имзоланди.", "other"},
		{"english", "The President of Kazakhstan has appointed a new governor of the region, the press office said.", "other"},
		{"turkish", "Cumhurbaşkanı yeni bir vali atadı ve bu karar Resmî Gazete'de yayımlandı. Toplantı için birçok kişi geldi.", "other"},
		{"uzbek latin", "Prezident yangi hokimni tayinladi va bu haqda matbuot xizmati xabar berdi. Saylov uchun hamma tayyor.", "other"},
		{"latin 2018", "Túrkistan oblysynda Qoǵamdyq kelisim keńesiniń tóraǵasy saılandy.", "kk"},
		{"latin 2021", "Memleket basşysy kadrlyq şeşımderge qol qoidy", "kk"},
		{"latin without diacritics", "Turkistan oblysynda qogamdyq kelisim kenesinin toragasy saylandy, dep habarlady baspasoz qyzmeti.", "kk"},
		{"arabic script", "ۇلىتاۋ وبلىسىنىڭ اكىمى بەرىك سەيدالين جاڭاارقا اۋدانىنىڭ اكىمى ەتىپ تاعايىندادى.", "kk"},
		{"uyghur", "شىنجاڭ ئۇيغۇر ئاپتونوم رايونىنىڭ رەئىسى بۈگۈن يىغىن ئاچتى، دەپ خەۋەر قىلدى ئاگېنتلىق.", "other"},
		{"arabic", "أعلن رئيس الجمهورية عن تعيين وزير جديد في الحكومة اليوم.", "other"},
		{"persian", "رئیس جمهور قزاقستان امروز استاندار جدید را منصوب کرد و گفت که این تصمیم مهم است.", "other"},
		{"nothing", " 12.03.2024 ", "other"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := Language(tt.text); got != tt.want {
				t.Errorf("Language(%q) = %s, want %s", tt.text, got, tt.want)
			}
		})
	}
}

// The search for an ending goes by its tail.
func TestEndingTails(t *testing.T) {
	for tail, list := range endings {
		for _, e := range list {
			if !strings.HasSuffix(e.text, string(tail[:])) || len(e.text) != 2*utf8.RuneCountInString(e.text) {
				t.Errorf("ending %q is not of two bytes a letter with the tail %q", e.text, tail)
			}
		}
	}
}
