package morph

import "testing"

func TestNominative(t *testing.T) {
	an := testAnalyzer(t)
	for _, c := range []struct {
		kind       NameKind
		span, want string
	}{
		{PersonName, "Фарит Аюповтың", "Фарит Аюпов"},
		{PersonName, "Айгүл Бекболатқа", "Айгүл Бекболат"},
		{PersonName, "Гүлсара Тоққұлованың", "Гүлсара Тоққұлова"},
		{PersonName, "Гүлсара Тоққұлова", "Гүлсара Тоққұлова"},
		{PersonName, "Қайырбековамен", "Қайырбекова"},
		{PersonName, "Абдуллиндер", "Абдуллин"},
		{PersonName, "Таймановтардың", "Тайманов"},
		{PersonName, "Қуаныш Әбішұлынан", "Қуаныш Әбішұлы"},
		{PersonName, "Жанар Мұратқызына", "Жанар Мұратқызы"},
		{PersonName, "Қасым-Жомарт Тоқаевқа", "Қасым-Жомарт Тоқаев"},
		{PersonName, "Қасым-Жомартқа", "Қасым-Жомарт"},
		{PersonName, "әл-Фарабидің", "әл-Фараби"},
		{PersonName, "Шон О'Нилдің", "Шон О'Нил"},
		{PersonName, "Құдайберген", "Құдайберген"},
		{PersonName, "Тілеуберді", "Тілеуберді"},
		{PersonName, "Дәулет Нартайдан", "Дәулет Нартай"},
		{PersonName, "А.Өсербаевтан", "А.Өсербаев"},
		{PersonName, "Тоқаев Қ.К.", "Тоқаев Қ.К."},
		{PersonName, "НҰРЛАН ҚАСЕНОВТІҢ", "НҰРЛАН ҚАСЕНОВ"},
		{PersonName, "Маминнікі", "Мамин"},
		{PersonName, "Qasym-Jomart Toqaevtyń", "Qasym-Jomart Toqaev"},
		{PersonName, "Talǵat Nysanbaevqa", "Talǵat Nysanbaev"},
		{PersonName, "قايرات نۇرعاليەۆتىڭ", "قايرات نۇرعاليەۆ"},
		{OrgName, "Қазақстан халқы Ассамблеясының", "Қазақстан халқы Ассамблеясы"},
		{OrgName, "Қазақстан халқы Ассамблеясын", "Қазақстан халқы Ассамблеясы"},
		{OrgName, "Қоғамдық келісім кеңесіне", "Қоғамдық келісім кеңесі"},
		{OrgName, "Ұлттық банктің", "Ұлттық банк"},
		{OrgName, "Мәжілістегі", "Мәжіліс"},
		{OrgName, "Біріккен Ұлттар Ұйымынан", "Біріккен Ұлттар Ұйымы"},
		{OrgName, "БҰҰ-ға", "БҰҰ"},
		{OrgName, "ҚХА-ның", "ҚХА"},
		{OrgName, "KEGOC-қа", "KEGOC"},
		{OrgName, "Twitter-дегі", "Twitter"},
		{OrgName, "COVID-19-дың", "COVID-19"},
		{OrgName, "Kaspi.kz-тің", "Kaspi.kz"},
		{OrgName, "«Атамекеннің»", "«Атамекен»"},
		{OrgName, "«Атамекен»-нің", "«Атамекен»"},
		{OrgName, "«Самұрық»тың", "«Самұрық»"},
		{OrgName, "«Атамекен» ҰКП-ның", "«Атамекен» ҰКП"},
		{OrgName, "«Самұрық-Қазына» қорында", "«Самұрық-Қазына» қоры"},
		{OrgName, "№5 мектептің", "№5 мектеп"},
		{PlaceName, "Түркістан қаласындағы", "Түркістан қаласы"},
		{PlaceName, "Алматы облысынан", "Алматы облысы"},
		{PlaceName, "Қарағандыда", "Қарағанды"},
		{PlaceName, "Астанаға", "Астана"},
		{PlaceName, "Нью-Йоркте", "Нью-Йорк"},
		{PersonName, "", ""},
		{PersonName, "…", "…"},
	} {
		if got := an.Nominative(c.span, c.kind); got != c.want {
			t.Errorf("%q: got %q, want %q", c.span, got, c.want)
		}
		toks := tokenize(t, c.span)
		if got := an.NominativeWords(an.Words(c.span, toks), c.kind); got != c.want {
			t.Errorf("words of %q: got %q, want %q", c.span, got, c.want)
		}
	}
}

func FuzzNominative(f *testing.F) {
	for _, span := range []string{
		"Фарит Аюповтың", "«Самұрық»тың", "KEGOC-қа", "Qasym-Jomart Toqaevtyń", "قايرات نۇرعاليەۆتىڭ", "-", "»", "a-ға", "İ's", "\xff",
	} {
		f.Add(span)
	}
	an := testAnalyzer(f)
	f.Fuzz(func(t *testing.T, span string) {
		for _, kind := range []NameKind{PersonName, OrgName, PlaceName} {
			got := an.Nominative(span, kind)
			if len(got) > len(span) {
				t.Errorf("%q: %q is longer", span, got)
			}
			toks := tokenize(t, span)
			an.NominativeWords(an.Words(span, toks), kind)
		}
	})
}
