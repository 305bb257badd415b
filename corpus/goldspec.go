package corpus

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// spec reads one line after the ---.
func (p *goldParser) spec(line string) error {
	if len(line) < 2 || line[1] != ' ' {
		return fmt.Errorf("unknown line %q", line)
	}
	rest := strings.TrimSpace(line[2:])
	switch line[0] {
	case 'P':
		return p.person(rest)
	case 'O':
		ref, name, err := definition(rest)
		if err != nil {
			return err
		}
		p.gold.Orgs = append(p.gold.Orgs, name)
		return define(p.orgs, 'o', ref, name)
	case 'H':
		return p.hold(rest)
	case 'R':
		child, parent, ok := strings.Cut(rest, "<")
		if !ok {
			return fmt.Errorf("want child < parent, got %q", rest)
		}
		return p.parent(strings.TrimSpace(child), strings.TrimSpace(parent))
	case 'E':
		return p.event(rest)
	}
	return fmt.Errorf("unknown line %q", line)
}

func (p *goldParser) person(rest string) error {
	ref, value, err := definition(rest)
	if err != nil {
		return err
	}
	names := fields(value, " / ")
	if slices.Contains(names, "") {
		return fmt.Errorf("empty name in %q", rest)
	}
	p.gold.Persons = append(p.gold.Persons, names[0])
	if len(names) > 1 {
		p.gold.Aliases = append(p.gold.Aliases, GoldAlias{names[0], names[1:]})
		if slices.Contains(names[1:], names[0]) {
			return fmt.Errorf("%q is its own alias", names[0])
		}
	}
	return define(p.persons, 'p', ref, names[0])
}

func (p *goldParser) parent(child, parent string) error {
	c, err := lookup(p.orgs, child)
	if err != nil {
		return err
	}
	o, err := lookup(p.orgs, parent)
	if err != nil {
		return err
	}
	rel := GoldParent{c, o}
	if c == "" || o == "" || c == o || slices.Contains(p.gold.Parents, rel) {
		return fmt.Errorf("parent %s < %s is empty, of itself or stands twice", child, parent)
	}
	p.gold.Parents = append(p.gold.Parents, rel)
	return nil
}

func (p *goldParser) hold(rest string) error {
	f := fields(rest, "|")
	if len(f) < 4 || len(f) > 5 {
		return fmt.Errorf("a hold has 4 or 5 fields, got %d", len(f))
	}
	person, err := lookup(p.persons, f[0])
	if err != nil {
		return err
	}
	org, err := lookup(p.orgs, f[2])
	if err != nil {
		return err
	}
	h := GoldHold{Person: person, Title: none(f[1]), Org: org, Place: none(f[3])}
	if h.Person == "" || h.Title == "" {
		return fmt.Errorf("hold without person or title")
	}
	if len(f) == 5 {
		if err := h.extend(f[4]); err != nil {
			return err
		}
	}
	for _, o := range p.gold.Holds {
		if o.Person == h.Person && o.Title == h.Title && o.Org == h.Org && o.Place == h.Place {
			return fmt.Errorf("the hold stands twice")
		}
	}
	p.gold.Holds = append(p.gold.Holds, h)
	return nil
}

func (h *GoldHold) extend(field string) error {
	for _, x := range fields(field, ",") {
		key, year, _ := strings.Cut(x, "=")
		switch {
		case x == "past":
			h.Past = true
		case key == "from" && goldYear.MatchString(year):
			h.From = year
		case key == "to" && goldYear.MatchString(year):
			h.To = year
		default:
			return fmt.Errorf("unknown hold field %q", x)
		}
	}
	if h.To != "" && (!h.Past || h.From > h.To) {
		return fmt.Errorf("a tenure with an end is past, and its start comes first")
	}
	return nil
}

func (p *goldParser) event(rest string) error {
	f := fields(rest, "|")
	if len(f) < 9 || len(f) > 10 {
		return fmt.Errorf("an event has 9 or 10 fields, got %d", len(f))
	}
	person, err := lookup(p.persons, f[1])
	if err != nil {
		return err
	}
	org, err := lookup(p.orgs, f[3])
	if err != nil {
		return err
	}
	ev := GoldEvent{
		Type: f[0], Modality: f[7], Person: person, Post: none(f[2]), Org: org, Place: none(f[4]),
		Date: none(f[5]), Trigger: f[8],
	}
	if len(f) == 10 {
		if f[9] != "background" {
			return fmt.Errorf("unknown event field %q", f[9])
		}
		ev.Background = true
	}
	if err := ev.numbers(none(f[6])); err != nil {
		return err
	}
	if err := ev.check(p.gold.Article.Text); err != nil {
		return err
	}
	p.gold.Events = append(p.gold.Events, ev)
	return nil
}

func (ev *GoldEvent) numbers(field string) error {
	if field == "" {
		return nil
	}
	for _, kv := range fields(field, ",") {
		key, value, _ := strings.Cut(kv, "=")
		n, err := strconv.ParseFloat(value, 64)
		switch whole := int(n); {
		case err != nil || n < 0 || n > 1e9:
			return fmt.Errorf("bad number %q", kv)
		case key == "votes" && float64(whole) == n:
			ev.Votes = &whole
		case key == "percent":
			ev.Percent = &n
		case key == "turnout":
			ev.Turnout = &n
		default:
			return fmt.Errorf("unknown number %q", kv)
		}
	}
	return nil
}

func (ev *GoldEvent) check(text string) error {
	switch {
	case !slices.Contains(goldTypes, ev.Type):
		return fmt.Errorf("unknown event type %q", ev.Type)
	case !slices.Contains(goldModalities, ev.Modality):
		return fmt.Errorf("unknown modality %q", ev.Modality)
	case ev.Date != "" && !goldDate.MatchString(ev.Date):
		return fmt.Errorf("bad date %q", ev.Date)
	case ev.Post == "" && !ev.Background:
		return fmt.Errorf("only a background event may lack a post")
	case ev.Background && ev.Modality != "asserted":
		return fmt.Errorf("a background event is asserted")
	case strings.HasPrefix(ev.Type, "election_") && ev.Person != "":
		return fmt.Errorf("an election has no person")
	case findWord(text, ev.Trigger, 0) < 0:
		return fmt.Errorf("trigger %q is no word of the text", ev.Trigger)
	}
	return nil
}

// definition cuts "ref = name".
func definition(s string) (ref, name string, err error) {
	ref, name, ok := strings.Cut(s, "=")
	ref, name = strings.TrimSpace(ref), strings.TrimSpace(name)
	if !ok || name == "" {
		return "", "", fmt.Errorf("want reference = name, got %q", s)
	}
	return ref, name, nil
}

func define(table map[string]string, kind byte, ref, name string) error {
	if _, dup := table[ref]; dup || len(ref) < 2 || ref[0] != kind {
		return fmt.Errorf("bad or repeated reference %q", ref)
	}
	table[ref] = name
	return nil
}

// lookup finds the canonical name of a reference; "-" is nobody.
func lookup(table map[string]string, ref string) (string, error) {
	if ref == "-" {
		return "", nil
	}
	name, ok := table[ref]
	if !ok {
		return "", fmt.Errorf("unknown reference %q", ref)
	}
	return name, nil
}
