package world

import (
	"slices"
	"strings"
)

// query is a compiled expression of the cluster query language: it selects
// container instances. Developer Guide, Cluster query language.
type query func(*instance) bool

// maxExpression is how long an expression may be. API reference,
// PlacementConstraint, expression.
const maxExpression = 2000

// parseQuery compiles an expression. The grammar, "or" binding least:
//
//	or      = and { ("||" | "or") and }
//	and     = unary { ("&&" | "and") unary }
//	unary   = ("!" | "not") unary | "(" or ")" | subject operator [argument]
//
// What cannot be read is an InvalidParameterException that says where and why.
func parseQuery(expression string) (query, error) {
	if len(expression) > maxExpression {
		return nil, invalidParameterf("The expression is longer than %d characters.", maxExpression)
	}
	p := &queryParser{text: expression}
	q, err := p.or()
	if err != nil {
		return nil, err
	}
	if p.skip(); p.at < len(p.text) {
		return nil, p.refuse("expected the end, && or ||")
	}
	return q, nil
}

// queryParser reads an expression from left to right.
type queryParser struct {
	text string
	at   int
}

// refuse is the error of an expression that cannot be read at this place.
func (p *queryParser) refuse(why string) error {
	return invalidParameterf("Invalid expression: %s at character %d of %q.", why, p.at+1, p.text)
}

func (p *queryParser) or() (query, error) {
	return p.chain(p.and, func(a, b query) query {
		return func(i *instance) bool { return a(i) || b(i) }
	}, "||", "or")
}

func (p *queryParser) and() (query, error) {
	return p.chain(p.unary, func(a, b query) query {
		return func(i *instance) bool { return a(i) && b(i) }
	}, "&&", "and")
}

// chain reads operands with the sign or the word between them.
func (p *queryParser) chain(next func() (query, error), join func(a, b query) query, sign, word string) (query, error) {
	q, err := next()
	for err == nil && (p.sign(sign) || p.word(word)) {
		var right query
		if right, err = next(); err == nil {
			q = join(q, right)
		}
	}
	return q, err
}

func (p *queryParser) unary() (query, error) {
	switch {
	case p.sign("!"), p.word("not"):
		q, err := p.unary()
		if err != nil {
			return nil, err
		}
		return func(i *instance) bool { return !q(i) }, nil
	case p.sign("("):
		q, err := p.or()
		if err == nil && !p.sign(")") {
			err = p.refuse("expected )")
		}
		return q, err
	}
	return p.comparison()
}

// comparison reads subject, operator and argument.
func (p *queryParser) comparison() (query, error) {
	name, err := p.value("a subject")
	if err != nil {
		return nil, err
	}
	s, ok := subjectOf(name)
	if !ok {
		return nil, p.refuse("unknown subject " + name)
	}
	operator := p.operator()
	switch {
	case operator == "":
		return nil, p.refuse("expected an operator")
	case !slices.Contains(s.operators, operator):
		return nil, p.refuse("operator " + operator + " is not valid for " + name)
	}
	argument, err := p.argument(operator)
	if err != nil {
		return nil, err
	}
	q, err := s.compile(operator, argument)
	if err != nil {
		return nil, p.refuse(err.Error())
	}
	return q, nil
}

// operator reads an operator by its sign or its name and gives its sign.
func (p *queryParser) operator() string {
	for _, o := range queryOperators {
		if o.isWord() && p.word(o.sign) || !o.isWord() && p.sign(o.sign) || p.word(o.name) {
			return o.sign
		}
	}
	return ""
}

// argument reads what an operator is followed by: nothing, a list in brackets,
// a regular expression or one value.
func (p *queryParser) argument(operator string) ([]string, error) {
	switch operator {
	case "exists", "!exists":
		return nil, nil
	case "in", "!in":
		return p.list()
	case "=~", "!~":
		return p.pattern()
	}
	v, err := p.value("an argument")
	return []string{v}, err
}

func (p *queryParser) list() ([]string, error) {
	if !p.sign("[") {
		return nil, p.refuse("expected a list in brackets")
	}
	var out []string
	for {
		v, err := p.value("a value")
		if err != nil {
			return nil, err
		}
		out = append(out, v)
		switch {
		case p.sign("]"):
			return out, nil
		case !p.sign(","):
			return nil, p.refuse("expected , or ]")
		}
	}
}

// pattern reads a regular expression: in quotes, or all up to a space or a
// parenthesis that the pattern itself has not opened.
func (p *queryParser) pattern() ([]string, error) {
	if p.skip(); p.at < len(p.text) && strings.IndexByte(`'"`, p.text[p.at]) >= 0 {
		v, err := p.value("a pattern")
		return []string{v}, err
	}
	from, open := p.at, 0
	for ; p.at < len(p.text) && p.text[p.at] != ' '; p.at++ {
		if p.text[p.at] == '(' {
			open++
		} else if p.text[p.at] == ')' {
			if open--; open < 0 {
				break
			}
		}
	}
	if from == p.at {
		return nil, p.refuse("expected a pattern")
	}
	return []string{p.text[from:p.at]}, nil
}

// value reads a word, or anything in quotes.
func (p *queryParser) value(what string) (string, error) {
	p.skip()
	if p.at < len(p.text) && strings.IndexByte(`'"`, p.text[p.at]) >= 0 {
		quote := p.text[p.at]
		end := strings.IndexByte(p.text[p.at+1:], quote)
		if end < 0 {
			return "", p.refuse("the quote is not closed")
		}
		v := p.text[p.at+1 : p.at+1+end]
		p.at += end + 2
		return v, nil
	}
	from := p.at
	p.at += wordLength(p.text[p.at:])
	if from == p.at {
		return "", p.refuse("expected " + what)
	}
	return p.text[from:p.at], nil
}

// skip passes over spaces.
func (p *queryParser) skip() {
	for p.at < len(p.text) && strings.IndexByte(" \t\r\n", p.text[p.at]) >= 0 {
		p.at++
	}
}

// sign passes over a sign; false means that it is not next.
func (p *queryParser) sign(s string) bool {
	p.skip()
	if !strings.HasPrefix(p.text[p.at:], s) {
		return false
	}
	p.at += len(s)
	return true
}

// word passes over a word that stands alone; false means that it is not next.
func (p *queryParser) word(s string) bool {
	p.skip()
	rest := p.text[p.at:]
	if !strings.HasPrefix(rest, s) || wordLength(rest[len(s):]) > 0 {
		return false
	}
	p.at += len(s)
	return true
}

// wordLength is how much of the text belongs to the word that it begins with.
func wordLength(text string) int {
	if n := strings.IndexAny(text, " \t\r\n()[],'\"=!<>&|"); n >= 0 {
		return n
	}
	return len(text)
}
