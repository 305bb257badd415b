package event

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/seed50815598/derek/corpus"
	"github.com/seed50815598/derek/pipeline/mention"
	"github.com/seed50815598/derek/pipeline/resolve"
)

// facts runs all stages on a text and writes its facts one a line.
func (o *oracle) lines(text string) []string {
	r, f := o.extract(o.finder, text)
	name := func(i int) string {
		if i < 0 {
			return "-"
		}
		return r.Entities[i].Name
	}
	var out []string
	for _, e := range f.Events {
		out = append(out, strings.TrimSpace(fmt.Sprintf("%s %s | %s | %s | %s | %s | %s %s", e.Type, e.Modality, name(e.Person), e.Post,
			name(e.Organization), name(e.Place), e.Date, numbers(e.Votes, e.Percent, e.Turnout))))
	}
	for _, m := range f.Memberships {
		past := ""
		if m.Past {
			past = "past"
		}
		out = append(out, strings.TrimSpace(fmt.Sprintf("%s | %s | %s | %s | %s-%s %s", name(m.Person), m.Title, name(m.Organization), name(m.Place), m.From, m.To, past)))
	}
	return out
}

// The texts are published on 10 April 2024.
func TestExtract(t *testing.T) {
	for _, tt := range []struct {
		name, text string
		want       []string
	}{
		{
			"the person between as and verb", "Облыс әкімі Асылхан Дәрібаевтың өкімімен Шу ауданының әкімі болып Ерлан Дәулетов тағайындалды.",
			[]string{
				"appointed asserted | Ерлан Дәулетов | әкім | - | Шу ауданы |",
				"Асылхан Дәрібаев | әкім | - | - | -",
				"Ерлан Дәулетов | әкім | - | Шу ауданы | -",
			},
		},
		{
			"posts and people by turns", "Төраға болып Болат Әлімжанов, хатшы болып Динара Жақыпова сайланды.",
			[]string{
				"elected asserted | Болат Әлімжанов | төраға | - | - |",
				"elected asserted | Динара Жақыпова | хатшы | - | - |",
				"Болат Әлімжанов | төраға | - | - | -",
				"Динара Жақыпова | хатшы | - | - | -",
			},
		},
		{
			"who replaces whom", "Ерлан Жамаубаев Қаржы министрі қызметінен босатылды, оның орнына Бауыржан Сәрсенов тағайындалды.",
			[]string{
				"dismissed asserted | Ерлан Жамаубаев | қаржы министрі | - | - |",
				"appointed asserted | Бауыржан Сәрсенов | қаржы министрі | - | - |",
				"Бауыржан Сәрсенов | қаржы министрі | - | - | -",
			},
		},
		{
			"this office", "Ардагерлер кеңесінің жаңа төрағасы сайланды. Бұл қызметке Болат Әлімжанов келді.",
			[]string{
				"elected asserted | Болат Әлімжанов | төраға | Ардагерлер кеңесі | - |",
				"Болат Әлімжанов | төраға | Ардагерлер кеңесі | - | -",
			},
		},
		{
			"last month", "Марат Ибраев өткен айда комитет төрағасы лауазымынан босатылды.",
			[]string{"dismissed asserted | Марат Ибраев | төраға | - | - | 2024-03"},
		},
		{
			"next Sunday lies ahead", "Мәслихат депутаттарын сайлау жексенбі күні өтеді.",
			[]string{"election_held planned | - | депутат | - | - | 2024-04-14"},
		},
		{
			"votes, percent and turnout", "7 сәуірде Көктал ауылдық округінде әкім сайлауы өтті. Сайлаушылардың 61,5 пайызы дауыс берді. Қанат Елеуов 1 248 дауыс (54,2%) жинап, округ әкімі болып сайланды.",
			[]string{
				"election_held asserted | - | әкім | - | Көктал ауылдық округі | 2024-04-07 t61.5",
				"elected asserted | Қанат Елеуов | әкім | - | Көктал ауылдық округі | 2024-04-07 v1248 p54.2 t61.5",
				"Қанат Елеуов | әкім | - | Көктал ауылдық округі | -",
			},
		},
		{
			"a list of tenures with their years", "Ержан Омаров 2015-2019 жылдары Павлодар қаласының әкімі, 2019 жылдан бері «Сұңқар» компаниясының директоры болып істеді.",
			[]string{
				"Ержан Омаров | әкім | - | Павлодар қаласы | 2015-2019 past",
				"Ержан Омаров | директор | «Сұңқар» компаниясы | - | 2019- past",
			},
		},
		{
			"who it was is told after", "Ақтөбе қаласында әкімнің жаңа орынбасары тағайындалды. Ол – Арман Тоғызбаев.",
			[]string{
				"appointed asserted | Арман Тоғызбаев | әкімнің орынбасары | - | Ақтөбе қаласы |",
				"Арман Тоғызбаев | әкімнің орынбасары | - | Ақтөбе қаласы | -",
			},
		},
		{
			"ready to go has not gone", "Премьер-министр Олаф Шольц отставкаға кетуге дайын екенін мәлімдеді.",
			[]string{
				"resigned planned | Олаф Шольц | премьер-министр | - | - |",
				"Олаф Шольц | премьер-министр | - | - | -",
			},
		},
		{
			"called on to go", "Депутаттар премьер-министр Никол Пашинянды отставкаға кетуге шақырды.",
			[]string{"Никол Пашинян | премьер-министр | - | - | -"},
		},
		{
			"denied with the verb of removing", "Павлодар қаласының әкімі Асайын Байханов отставкаға кететінін жоққа шығарды.",
			[]string{
				"resigned negated | Асайын Байханов | әкім | - | Павлодар қаласы |",
				"Асайын Байханов | әкім | - | Павлодар қаласы | -",
			},
		},
		{
			"a president is not of a parliament", "Президент Ерлан Қасымов Ермек Сәбитовты Мәжіліс төрағасы лауазымына ұсынды.",
			[]string{
				"nominated asserted | Ермек Сәбитов | төраға | Мәжіліс | - |",
				"Ерлан Қасымов | президент | - | - | -",
			},
		},
		{
			"pairs that share the last verb", "Кеңес мүшелері Қабдеш Жұмаділовті төраға етіп, ал Роза Мұқанованы хатшы етіп сайлады.",
			[]string{
				"elected asserted | Қабдеш Жұмаділов | төраға | - | - |",
				"elected asserted | Роза Мұқанова | хатшы | - | - |",
				"Қабдеш Жұмаділов | төраға | - | - | -",
				"Роза Мұқанова | хатшы | - | - | -",
			},
		},
		{
			"the body whose meeting it is", "«Болашақ» бірлестігінің жиналысында төраға болып Самат Нұрлыбек, ревизиялық комиссияның төрағасы болып Күлән Әбілова сайланды.",
			[]string{
				"elected asserted | Самат Нұрлыбек | төраға | «Болашақ» бірлестігі | - |",
				"elected asserted | Күлән Әбілова | төраға | ревизиялық комиссия | - |",
				"Самат Нұрлыбек | төраға | «Болашақ» бірлестігі | - | -",
				"Күлән Әбілова | төраға | ревизиялық комиссия | - | -",
			},
		},
		{
			"those who choose a successor", "Мәслихат хатшысы Зейнолла Әлімжан қызметінен кетті. Депутаттар орнына Фархад Құсайыновты сайлады.",
			[]string{
				"resigned asserted | Зейнолла Әлімжан | хатшы | - | - |",
				"elected asserted | Фархад Құсайынов | хатшы | - | - |",
				"Фархад Құсайынов | хатшы | - | - | -",
			},
		},
		{
			"territories and their heads by turns", "Абай және Көксу аудандарының әкімдері Жеңіс Қасымбек пен Ерболат Досаев отырысқа қатысты.",
			[]string{
				"Жеңіс Қасымбек | әкім | - | Абай ауданы | -",
				"Ерболат Досаев | әкім | - | Көксу ауданы | -",
			},
		},
		{
			"powers handed in, and who is put forward by a party", "Депутат Нұржан Қалдыгөзов өз өкілеттігін тапсырды. «Ауыл» партиясының съезінде президенттікке кандидат ретінде Жигули Дайрабаев ұсынылды.",
			[]string{
				"resigned asserted | Нұржан Қалдыгөзов | депутат | - | - |",
				"nominated asserted | Жигули Дайрабаев | президент | - | - |",
			},
		},
		{
			"who refuses to go", "Грузия президенті Саломе Зурабишвили қызметінен кетуден бас тартты.",
			[]string{"Саломе Зурабишвили | президент | - | Грузия | -"},
		},
		{
			"proposed", "Әкім Марат Сапаров басқарма басшысы Лаура Ержановты қызметінен босатуды ұсынды.",
			[]string{
				"dismissed planned | Лаура Ержанов | басшы | - | - |",
				"Марат Сапаров | әкім | - | - | -",
				"Лаура Ержанов | басшы | - | - | -",
			},
		},
		{
			"demanded", "Митингіде Шу ауданының әкімі Жансейіт Қайырғалиевты отставкаға жіберуді талап етті.",
			[]string{"Жансейіт Қайырғалиев | әкім | - | Шу ауданы | -"},
		},
		{
			"both he and his deputy", "Тараз қаласының әкімі Бақытжан Орынбеков пен оның орынбасары Әсет Рысбаев қызметтерінен босатылды.",
			[]string{
				"dismissed asserted | Бақытжан Орынбеков | әкім | - | Тараз қаласы |",
				"dismissed asserted | Әсет Рысбаев | әкімнің орынбасары | - | Тараз қаласы |",
			},
		},
		{
			"in place of a holder", "«Сұңқар» клубының бас хатшысы Сәлімжан Тотаевтың орнына Рустам Әлиев келді.",
			[]string{
				"appointed asserted | Рустам Әлиев | бас хатшы | «Сұңқар» клубы | - |",
				"Сәлімжан Тотаев | бас хатшы | «Сұңқар» клубы | - | -",
				"Рустам Әлиев | бас хатшы | «Сұңқар» клубы | - | -",
			},
		},
		{
			"from a day soon to come, and news that is denied", "«Сұңқар» компаниясы 1 мамырдан бастап басқарма төрағасы болып Меіржан Юсуповты сайлады. Болат Әлімжанов министр болып тағайындалды деген хабарды министрлік жоққа шығарды.",
			[]string{
				"elected asserted | Меіржан Юсупов | төраға | «Сұңқар» компаниясы | - | 2024-05-01",
				"appointed negated | Болат Әлімжанов | министр | - | - |",
				"Меіржан Юсупов | төраға | «Сұңқар» компаниясы | - | -",
			},
		},
		{
			"rumour and its denial", "Бас бапкер Дмитрий Савельев қызметінен кетіпті деген әңгіме тарады. Клуб бас бапкердің қызметінен кетпегенін хабарлады.",
			[]string{
				"resigned reported | Дмитрий Савельев | бас бапкер | - | - |",
				"resigned negated | Дмитрий Савельев | бас бапкер | - | - |",
				"Дмитрий Савельев | бас бапкер | - | - | -",
			},
		},
		{
			"several deputies whom a number counts", "Облыс әкімінің екі орынбасары Асқар Оразов пен Берік Тілеуов қызметінен босатылды.",
			[]string{
				"dismissed asserted | Асқар Оразов | әкімнің орынбасары | - | - |",
				"dismissed asserted | Берік Тілеуов | әкімнің орынбасары | - | - |",
			},
		},
		{
			"an apposition in the case of its title", "Президент министрдің екі орынбасарын – Асқар Оразов пен Берік Тілеуовті қызметінен босатты.",
			[]string{
				"dismissed asserted | Асқар Оразов | министрдің орынбасары | - | - |",
				"dismissed asserted | Берік Тілеуов | министрдің орынбасары | - | - |",
			},
		},
		{
			"duties that begin", "Ержан Сәдуақасов Шу ауданы әкімінің міндетін атқара бастады. Кеше Берік Тілеуов Абай ауданы әкімінің міндетін атқаруға кірісті.",
			[]string{
				"Ержан Сәдуақасов | әкімнің міндетін атқарушы | - | Шу ауданы | -",
				"Берік Тілеуов | әкімнің міндетін атқарушы | - | Абай ауданы | -",
			},
		},
		{
			"appointed again to the post held", "Шу ауданының әкімі Марат Сапаров қайта тағайындалды.",
			[]string{
				"appointed asserted | Марат Сапаров | әкім | - | Шу ауданы |",
				"Марат Сапаров | әкім | - | Шу ауданы | -",
			},
		},
		{
			"who it was is told after, with his trade", "Аудандық ауруханаға жаңа бас дәрігер келді. Ол – хирург Марат Жұмабаев.",
			[]string{
				"appointed asserted | Марат Жұмабаев | бас дәрігер | аудандық аурухана | - |",
				"Марат Жұмабаев | бас дәрігер | аудандық аурухана | - | -",
			},
		},
		{
			"items of candidates down the page", "Комиссия үш адамды тізімге алды, олар әкім сайлауына кандидат болып тіркелді:\nАсқар Оразов, мұғалім;\nБерік Тілеуов, кәсіпкер, өзін-өзі ұсынған;\nДина Қалиева, дәрігер.",
			[]string{
				"registered asserted | Асқар Оразов | әкім | - | - |",
				"registered asserted | Берік Тілеуов | әкім | - | - |",
				"registered asserted | Дина Қалиева | әкім | - | - |",
			},
		},
		{
			"who is introduced is he", "Облыс прокуроры Ержан Сәбденов ұжымға Марат Есқараевты таныстырды. Ол 5 сәуірде Шу ауданының прокуроры болып тағайындалды.",
			[]string{
				"appointed asserted | Марат Есқараев | прокурор | - | Шу ауданы | 2024-04-05",
				"Ержан Сәбденов | прокурор | - | - | -",
				"Марат Есқараев | прокурор | - | Шу ауданы | -",
			},
		},
		{
			"the post left for another one", "Осыған дейін бас инженер болған Олжас Байбосын басқарма төрағасының орынбасары болып тағайындалды, босаған орынға Евгений Лим бекітілді.",
			[]string{
				"appointed asserted | Олжас Байбосын | төрағаның орынбасары | - | - |",
				"appointed asserted | Евгений Лим | бас инженер | - | - |",
				"Олжас Байбосын | бас инженер | - | - | - past",
				"Олжас Байбосын | төрағаның орынбасары | - | - | -",
				"Евгений Лим | бас инженер | - | - | -",
			},
		},
		{
			"orders of one day", "Облыс әкімі Асылхан Дәрібаев 5 сәуірде өкімдерге қол қойды, онда былай делінген: Жасұлан Абдуллаев Шу ауданының әкімі қызметінен босатылсын.",
			[]string{
				"dismissed asserted | Жасұлан Абдуллаев | әкім | - | Шу ауданы | 2024-04-05",
				"Асылхан Дәрібаев | әкім | - | - | -",
			},
		},
		{
			"duties left by order", "Ләззат Қожамжарова басқарма басшысының міндетін атқарудан босатылды.",
			[]string{
				"dismissed asserted | Ләззат Қожамжарова | басшының міндетін атқарушы | - | - |",
			},
		},
		{
			"a mandate won", "№7 округ бойынша Төлеген Сағынтаев мәслихат депутаты мандатына ие болды.",
			[]string{
				"elected asserted | Төлеген Сағынтаев | депутат | - | №7 округ |",
				"Төлеген Сағынтаев | депутат | - | - | -",
			},
		},
		{
			"powers ended by a vote", "Сессияда төраға Самат Есқали комиссия төрағасы Игорь Петренконың өтінішін оқыды. Депутаттар оның өкілеттігін тоқтатуға дауыс берді.",
			[]string{
				"dismissed asserted | Игорь Петренко | төраға | - | - |",
				"Самат Есқали | төраға | - | - | -",
			},
		},
		{
			"retirement is no victory", "Бұл округте Берік Тілеуов 512 дауыс жинады. Бұрынғы әкім Асқар Оразов зейнетке шыққан.",
			[]string{
				"Асқар Оразов | әкім | - | - | - past",
			},
		},
		{
			"the deputy of the subject", "Қала әкімі Жасер Тәуекел жиынға келді. Ол орынбасары Лариса Дьяченконы жұмыстан шығарды.",
			[]string{
				"dismissed asserted | Лариса Дьяченко | әкімнің орынбасары | - | - |",
				"Жасер Тәуекел | әкім | - | - | -",
			},
		},
		{
			"an office once carried out", "Берік Тілеуов қаржы басқармасының басшысы болып тағайындалды. Бұған дейін бұл лауазымды Қайрат Балтабаев атқарған болатын.",
			[]string{
				"appointed asserted | Берік Тілеуов | басшы | қаржы басқармасы | - |",
				"Берік Тілеуов | басшы | қаржы басқармасы | - | -",
				"Қайрат Балтабаев | басшы | қаржы басқармасы | - | - past",
			},
		},
		{
			"bodies and their heads by turns", "Білім басқармасын Айдос Мұқанов, ал Туризм басқармасын Жанар Сүлейменова басқаратын болды.",
			[]string{
				"Айдос Мұқанов | басшы | Білім басқармасы | - | -",
				"Жанар Сүлейменова | басшы | Туризм басқармасы | - | -",
			},
		},
		{
			"powers are those of the deputy", "Сессияда қалалық мәслихаттың депутаты, қоғамдық кеңестің мүшесі Рүстем Қабылбаевтың өкілеттігі тоқтатылды.",
			[]string{
				"dismissed asserted | Рүстем Қабылбаев | депутат | қалалық мәслихат | - |",
				"Рүстем Қабылбаев | мүше | қоғамдық кеңес | - | -",
			},
		},
		{
			"duties of a post that was left", "Павлодар облыстық сотының төрағасы Темірбек Бектұрғанов қызметінен босатылды. Қылмыстық істер алқасының төрағасы Айнұр Сейітова төраға міндетін уақытша атқарады.",
			[]string{
				"dismissed asserted | Темірбек Бектұрғанов | төраға | Павлодар облыстық соты | - |",
				"Айнұр Сейітова | төраға | Қылмыстық істер алқасы | - | -",
				"Айнұр Сейітова | төрағаның міндетін атқарушы | Павлодар облыстық соты | - | -",
			},
		},
		{
			"he is the only person of the sentence before", "Министр театрды алты жыл басқарған Айман Мұсақожаеваға алғыс айтты. Ол өнер университетінің ректоры қызметіне ауысты.",
			[]string{
				"appointed asserted | Айман Мұсақожаева | ректор | өнер университеті | - |",
				"Айман Мұсақожаева | ректор | өнер университеті | - | -",
			},
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(newOracle(t).lines(tt.text), tt.want); diff != "" {
				t.Errorf("%s\n(-got +want):\n%s", tt.text, diff)
			}
		})
	}
}

// TestRefusals: a trigger that states nothing says why.
func TestRefusals(t *testing.T) {
	for _, tt := range []struct{ text, want string }{
		{"Сотталушыға он жыл мерзімге жаза тағайындалды.", noComplement},
		{"Талғат Нысанбаев өзін-өзі ұсынған Айгүл Есенованы қолдады.", describes},
		{"Ауыл әкімі төрт жыл мерзімге сайланады.", generic},
		{"Әкімді қызметінен босату мәселесі қаралды.", notStated},
	} {
		_, f := newOracle(t).extractNew(t, tt.text)
		if len(f.Events) > 0 {
			t.Errorf("%s: got %d events, want none", tt.text, len(f.Events))
		}
		if !slices.ContainsFunc(f.Refused, func(r Refusal) bool { return r.Reason == tt.want }) {
			t.Errorf("%s: got refusals %+v, want one because %q", tt.text, f.Refused, tt.want)
		}
	}
}

func (o *oracle) extractNew(t *testing.T, text string) (resolve.Result, Facts) {
	t.Helper()
	return o.extract(o.finder, text)
}

// TestGroups: what happens to several people without names stands apart from the events.
func TestGroups(t *testing.T) {
	for _, tt := range []struct{ text, want string }{
		{"Комиссияның жеті мүшесі кеше сайланды.", "elected asserted мүше"},
		{"Зауыттың бірнеше қызметкері жұмыстан босатылды.", "dismissed asserted қызметкер"},
		{"Партия мәслихатқа өз кандидаттарын ұсынбақ.", "nominated planned "},
		{"Әкім лауазымына бес кандидат тіркелді.", "registered asserted әкім"},
		{"Бүкіл Үкімет отставкаға кетті.", "resigned asserted "},
		{"Өтінішке он адам тіркелді.", ""},
		{"Қызметкерлерге сыйақы тағайындалды.", ""},
		{"Депутаттар жаңа заңды ұсынды.", ""},
	} {
		_, f := newOracle(t).extractNew(t, tt.text)
		got := ""
		for _, e := range f.Groups {
			got += string(e.Type) + " " + string(e.Modality) + " " + e.Post
		}
		if got != tt.want {
			t.Errorf("%s: got %q, want %q", tt.text, got, tt.want)
		}
		if len(f.Events) > 0 {
			t.Errorf("%s: got events %+v beside the group", tt.text, f.Events)
		}
	}
}

// TestTables: every row of the tables means something to the rules.
func TestTables(t *testing.T) {
	o := newOracle(t)
	types := []Type{Elected, Reelected, Appointed, Dismissed, Resigned, Nominated, Registered, ElectionScheduled, ElectionHeld}
	seen := map[string]bool{}
	for _, rows := range o.events.tab.triggers {
		for _, row := range rows {
			seen[row.key] = true
			if !slices.Contains(types, row.event) {
				t.Errorf("%s: unknown event %q", row.ref, row.event)
			}
			if personRules[row.person] == nil && row.person != "none" {
				t.Errorf("%s: unknown person %q", row.ref, row.person)
			}
			if row.confidence <= 0 || row.confidence > 1 {
				t.Errorf("%s: confidence %v is not between 0 and 1", row.ref, row.confidence)
			}
			for _, need := range row.needs {
				if complements[need] == nil {
					t.Errorf("%s: unknown need %q", row.ref, need)
				}
			}
		}
	}
	for _, r := range o.lex.Table("triggers").Rows {
		if !seen[r.Key] {
			t.Errorf("%s: the analyser does not read %q as a past form", r.Ref(), r.Get("verb"))
		}
	}
	for _, r := range o.lex.Table("event_verbs").Rows {
		if len(pastKeys(o.morph, r.Key)) == 0 {
			t.Errorf("%s: the analyser does not read %q as a past form", r.Ref(), r.Key)
		}
	}
	pasts := map[string]bool{}
	for _, r := range o.lex.Table("triggers").Rows {
		pasts[lastWord(r.Get("verb"))] = true
	}
	for _, r := range o.lex.Table("trigger_guards").Rows {
		for verb := range strings.FieldsSeq(r.Get("verbs")) {
			if !pasts[verb] {
				t.Errorf("%s: %q is no verb of triggers.tsv", r.Ref(), verb)
			}
		}
	}
}

// TestConcurrent: one extractor serves many articles at once and says the same.
func TestConcurrent(t *testing.T) {
	o := newOracle(t)
	all, err := corpus.GoldArticles()
	if err != nil {
		t.Fatal(err)
	}
	all = all[:8]
	want := make([]Facts, len(all))
	for i, g := range all {
		want[i] = o.run(t, g).facts
	}
	var group sync.WaitGroup
	for i, g := range all {
		text := o.text(g.Article.Text, g.Article.Published)
		result := o.resolve(text, g)
		group.Go(func() {
			if diff := cmp.Diff(o.events.Extract(text, result), want[i]); diff != "" {
				t.Errorf("article %s differs (-got +want):\n%s", g.Article.ID, diff)
			}
		})
	}
	group.Wait()
}

// FuzzExtract: whatever the text, facts point into it and at its entities.
func FuzzExtract(f *testing.F) {
	f.Add("Төраға болып Болат Әлімжанов сайланды.")
	f.Add("Шу ауданының әкімі болып\n\n«Ерлан Дәулетов тағайындалды», – деді ол. Оны босату туралы бұйрық шыққан жоқ.")
	f.Add("Егер ол сайланса, 1 204 дауыс (63,4%) бойынша 5 мамырда орынбасарының орынбасары босатылыпты")
	f.Add("«Говорят, аким Жезказгана Кайсар Бегалин подал в отставку», – деп жазды. Қызметінен кетпегенін айтты.")
	o, finder := fuzzOracle(f)
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 4096 {
			return
		}
		tx := o.text(text, "2024-04-10")
		r := resolve.Article(finder.Find(tx))
		facts := o.events.Extract(tx, r)
		entity := func(i int) {
			if i < resolve.NoEntity || i >= len(r.Entities) {
				t.Errorf("entity %d of %d", i, len(r.Entities))
			}
		}
		span := func(s Span) {
			if s.Start < 0 || s.Start >= s.End || s.End > len(tx.Clean) {
				t.Errorf("span %+v in a text of %d bytes", s, len(tx.Clean))
			}
		}
		for _, e := range facts.Events {
			for _, i := range []int{e.Person, e.Organization, e.Place, e.By, e.Previous} {
				entity(i)
			}
			span(e.Trigger.Span)
			span(e.Evidence)
		}
		for _, m := range facts.Memberships {
			entity(m.Person)
			entity(m.Organization)
			entity(m.Place)
			span(m.Evidence)
		}
		for _, p := range facts.Parents {
			entity(p.Child)
			entity(p.Parent)
			span(p.Evidence)
		}
	})
}

func fuzzOracle(f *testing.F) (*oracle, *mention.Finder) {
	f.Helper()
	o := newOracle(f)
	return o, o.finder
}

func BenchmarkExtract(b *testing.B) {
	o := newOracle(b)
	all, err := corpus.GoldArticles()
	if err != nil {
		b.Fatal(err)
	}
	var texts []*mention.Text
	var results []resolve.Result
	bytes := 0
	for _, g := range all {
		text := o.text(g.Article.Text, g.Article.Published)
		texts = append(texts, text)
		results = append(results, o.resolve(text, g))
		bytes += len(text.Clean)
	}
	b.SetBytes(int64(bytes))
	for b.Loop() {
		for i, text := range texts {
			o.events.Extract(text, results[i])
		}
	}
}
