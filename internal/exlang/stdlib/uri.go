package stdlib

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"

	"github.com/whimbrel-go/whimbrel/internal/exlang/eval"
)

// uriFunctions is the module URI.
func uriFunctions() functions {
	return functions{
		"parse/1": uriParse, "new/1": uriNew, "new!/1": uriNewBang, "to_string/1": uriToString,
		"merge/2": uriMerge, "append_path/2": uriAppendPath, "append_query/2": uriAppendQuery,
		"encode/1": uriEncode, "encode/2": uriEncode, "encode_www_form/1": onText(uriEncodeForm),
		"decode/1": onText(uriDecode(false)), "decode_www_form/1": onText(uriDecode(true)),
		"encode_query/1": uriEncodeQuery, "encode_query/2": uriEncodeQuery,
		"decode_query/1": uriDecodeQuery, "decode_query/2": uriDecodeQuery, "decode_query/3": uriDecodeQuery,
		"query_decoder/1": uriQueryDecoder, "query_decoder/2": uriQueryDecoder,
		"default_port/1":     onText(uriDefaultPort),
		"char_reserved?/1":   onChar(func(ch byte) bool { return strings.IndexByte(":/?#[]@!$&'()*+,;=", ch) >= 0 }),
		"char_unreserved?/1": onChar(unreserved),
		"char_unescaped?/1":  onChar(func(ch byte) bool { return unreserved(ch) || strings.IndexByte(":/?#[]@!$&'()*+,;=", ch) >= 0 }),
	}
}

func unreserved(ch byte) bool {
	return ch >= '0' && ch <= '9' || ch >= 'a' && ch <= 'z' || ch >= 'A' && ch <= 'Z' || strings.IndexByte("~_-.", ch) >= 0
}

func onChar(is func(byte) bool) eval.Native {
	return func(c *eval.Call) (eval.Value, error) {
		n, err := c.Index(0)
		return eval.Boolean(n >= 0 && n < 0x80 && is(byte(n))), err
	}
}

// address is a URI in parts; nil pointers are nil.
type address struct {
	scheme, userinfo, host, path, query, fragment *string
	port                                          int // 0 is nil
	authority                                     *string
}

// splitURI cuts a URI as RFC 3986's regular expression does.
func splitURI(s string) address {
	var a address
	if head, fragment, ok := strings.Cut(s, "#"); ok {
		s, a.fragment = head, &fragment
	}
	if head, query, ok := strings.Cut(s, "?"); ok {
		s, a.query = head, &query
	}
	if i := strings.IndexAny(s, ":/"); i > 0 && s[i] == ':' && isScheme(s[:i]) {
		scheme := strings.ToLower(s[:i])
		s, a.scheme = s[i+1:], &scheme
	}
	if rest, ok := strings.CutPrefix(s, "//"); ok {
		end := strings.IndexByte(rest, '/')
		if end < 0 {
			end = len(rest)
		}
		authority := rest[:end]
		s = rest[end:]
		a.splitAuthority(authority)
	}
	if s != "" {
		a.path = &s
	}
	if a.port == 0 && a.scheme != nil {
		a.port = defaultPort(*a.scheme)
	}
	return a
}

func isScheme(s string) bool {
	for i, ch := range []byte(s) {
		letter := ch >= 'a' && ch <= 'z' || ch >= 'A' && ch <= 'Z'
		if !letter && (i == 0 || !(ch >= '0' && ch <= '9' || strings.IndexByte("+-.", ch) >= 0)) {
			return false
		}
	}
	return s != ""
}

func (a *address) splitAuthority(s string) {
	a.authority = &s
	host := s
	if i := strings.LastIndexByte(host, '@'); i >= 0 {
		user := host[:i]
		a.userinfo, host = &user, host[i+1:]
	}
	if i := strings.LastIndexByte(host, ':'); i >= 0 && !strings.HasSuffix(host, "]") {
		if port, err := strconv.Atoi(host[i+1:]); err == nil || host[i+1:] == "" {
			a.port, host = port, host[:i]
		}
	}
	host = strings.TrimSuffix(strings.TrimPrefix(host, "["), "]")
	a.host = &host
}

func defaultPort(scheme string) int {
	return map[string]int{"ftp": 21, "sftp": 22, "tftp": 69, "http": 80, "https": 443, "ldap": 389, "ws": 80, "wss": 443}[scheme]
}

func uriDefaultPort(_ *eval.Call, scheme string) (eval.Value, error) {
	if port := defaultPort(strings.ToLower(scheme)); port > 0 {
		return integer(port), nil
	}
	return eval.Nil, nil
}

func optional(s *string) eval.Value {
	if s == nil {
		return eval.Nil
	}
	return eval.String(*s)
}

func (a address) value(withAuthority bool) *eval.Map {
	port := eval.Value(eval.Nil)
	if a.port > 0 {
		port = integer(a.port)
	}
	authority := eval.Value(eval.Nil)
	if withAuthority {
		authority = optional(a.authority)
	}
	return eval.NewStruct(eval.Module("URI"), pair("scheme", optional(a.scheme)), pair("userinfo", optional(a.userinfo)),
		pair("host", optional(a.host)), pair("port", port), pair("path", optional(a.path)), pair("query", optional(a.query)),
		pair("fragment", optional(a.fragment)), pair("authority", authority))
}

func uriParse(c *eval.Call) (eval.Value, error) {
	if m, ok := c.Args[0].(*eval.Map); ok && m.Struct() == eval.Module("URI") {
		return m, nil
	}
	s, err := c.Text(0)
	if err != nil {
		return nil, err
	}
	return splitURI(s).value(true), nil
}

// wrongURI returns the first character that a URI must not have.
func wrongURI(s string) string {
	for i := range len(s) {
		ch := s[i]
		if !unreserved(ch) && strings.IndexByte(":/?#[]@!$&'()*+,;=%", ch) < 0 {
			// Erlang's parser gives up earlier behind a scheme.
			if before, _, ok := strings.Cut(s[:i], "://"); ok && isScheme(before) {
				return ":"
			}
			return s[i : i+1]
		}
	}
	return ""
}

func uriNew(c *eval.Call) (eval.Value, error) {
	if m, ok := c.Args[0].(*eval.Map); ok && m.Struct() == eval.Module("URI") {
		return okTuple(m), nil
	}
	s, err := c.Text(0)
	if err != nil {
		return nil, err
	}
	if wrong := wrongURI(s); wrong != "" {
		return errorTuple(eval.String(wrong)), nil
	}
	return okTuple(splitURI(s).value(false)), nil
}

func uriNewBang(c *eval.Call) (eval.Value, error) {
	v, err := uriNew(c)
	return bang(v, err, func(reason eval.Value) error {
		message := fmt.Sprintf("cannot parse due to reason invalid_uri: %s", eval.Inspect(reason))
		return raised(c, "URI.Error", message, pair("action", eval.Atom("new")), pair("reason", eval.Atom("invalid_uri")), pair("part", reason))
	})
}

// addressOf reads a URI struct or text.
func addressOf(c *eval.Call, i int) (address, error) {
	if s, ok := c.Args[i].(eval.String); ok {
		return splitURI(string(s)), nil
	}
	m, err := structOf(c, i, "URI")
	if err != nil {
		return address{}, err
	}
	field := func(name string) *string {
		v, _ := m.Get(eval.Atom(name))
		if s, ok := v.(eval.String); ok {
			text := string(s)
			return &text
		}
		return nil
	}
	return address{
		scheme: field("scheme"), userinfo: field("userinfo"), host: field("host"), path: field("path"), query: field("query"),
		fragment: field("fragment"), port: intField(m, "port"), authority: field("authority"),
	}, nil
}

// text writes a URI, as URI.to_string/1 does.
func (a address) text() string {
	var b strings.Builder
	if a.scheme != nil {
		b.WriteString(*a.scheme + ":")
	}
	switch {
	case a.host != nil:
		b.WriteString("//" + a.authorityText())
	case a.authority != nil && *a.authority != "":
		b.WriteString("//" + *a.authority)
	}
	if a.path != nil {
		b.WriteString(*a.path)
	}
	if a.query != nil {
		b.WriteString("?" + *a.query)
	}
	if a.fragment != nil {
		b.WriteString("#" + *a.fragment)
	}
	return b.String()
}

func (a address) authorityText() string {
	host := *a.host
	if strings.Contains(host, ":") {
		host = "[" + host + "]"
	}
	if a.userinfo != nil {
		host = *a.userinfo + "@" + host
	}
	if a.port > 0 && (a.scheme == nil || defaultPort(*a.scheme) != a.port) {
		host += ":" + strconv.Itoa(a.port)
	}
	return host
}

func uriToString(c *eval.Call) (eval.Value, error) {
	a, err := addressOf(c, 0)
	if err != nil {
		return nil, err
	}
	if a.host != nil && a.path != nil && *a.path != "" && (*a.path)[0] != '/' {
		return nil, c.Raise("ArgumentError", ":path in URI must be empty or an absolute path if URL has a :host, got: %s", eval.Inspect(c.Args[0]))
	}
	return built(c, a.text())
}

func uriMerge(c *eval.Call) (eval.Value, error) {
	base, err := addressOf(c, 0)
	if err != nil {
		return nil, err
	}
	if base.scheme == nil {
		return nil, c.Raise("ArgumentError", "you must merge onto an absolute URI")
	}
	rel, err := addressOf(c, 1)
	if err != nil {
		return nil, err
	}
	parsed, err := url.Parse(base.text())
	if err != nil {
		return nil, c.Raise("ArgumentError", "cannot merge %s", eval.Inspect(c.Args[0]))
	}
	reference, err := url.Parse(rel.text())
	if err != nil {
		return nil, c.Raise("ArgumentError", "cannot merge %s", eval.Inspect(c.Args[1]))
	}
	return splitURI(parsed.ResolveReference(reference).String()).value(true), nil
}

func uriAppendPath(c *eval.Call) (eval.Value, error) {
	m, err := structOf(c, 0, "URI")
	if err != nil {
		return nil, err
	}
	more, err := c.Text(1)
	if err != nil {
		return nil, err
	}
	if !strings.HasPrefix(more, "/") || strings.HasPrefix(more, "//") {
		return nil, c.Raise("ArgumentError", `path must start with "/", got: %s`, eval.Inspect(c.Args[1]))
	}
	path, _ := m.Get(eval.Atom("path"))
	text, _ := path.(eval.String)
	return m.Put(eval.Atom("path"), eval.String(strings.TrimSuffix(string(text), "/")+more)), nil
}

func uriAppendQuery(c *eval.Call) (eval.Value, error) {
	m, err := structOf(c, 0, "URI")
	if err != nil {
		return nil, err
	}
	more, err := c.Text(1)
	if err != nil {
		return nil, err
	}
	query, _ := m.Get(eval.Atom("query"))
	text, ok := query.(eval.String)
	if ok && text != "" {
		more = strings.TrimSuffix(string(text), "&") + "&" + more
	}
	return m.Put(eval.Atom("query"), eval.String(more)), nil
}

func percent(s string, keep func(byte) bool) string {
	var b strings.Builder
	for i := range len(s) {
		if keep(s[i]) {
			b.WriteByte(s[i])
		} else {
			fmt.Fprintf(&b, "%%%02X", s[i])
		}
	}
	return b.String()
}

func uriEncode(c *eval.Call) (eval.Value, error) {
	s, err := c.Text(0)
	if err != nil {
		return nil, err
	}
	if len(c.Args) == 1 {
		return built(c, percent(s, func(ch byte) bool { return unreserved(ch) || strings.IndexByte(":/?#[]@!$&'()*+,;=", ch) >= 0 }))
	}
	keep, err := c.Fun(1, 1)
	if err != nil {
		return nil, err
	}
	var failure error
	encoded := percent(s, func(ch byte) bool {
		v, err := keep.Call([]eval.Value{integer(int(ch))})
		if err != nil {
			failure = err
			return false
		}
		return eval.Truthy(v)
	})
	if failure != nil {
		return nil, failure
	}
	return built(c, encoded)
}

func formEncoded(s string) string {
	return strings.ReplaceAll(percent(s, func(ch byte) bool { return unreserved(ch) || ch == ' ' }), " ", "+")
}

func uriEncodeForm(c *eval.Call, s string) (eval.Value, error) { return built(c, formEncoded(s)) }

// unpercent decodes %20, and + in forms. A % that no digits follow stays.
func unpercent(s string, form bool) string {
	if form {
		s = strings.ReplaceAll(s, "+", " ")
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == '%' && i+2 < len(s) {
			if n, err := strconv.ParseUint(s[i+1:i+3], 16, 8); err == nil {
				b.WriteByte(byte(n))
				i += 2
				continue
			}
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

func uriDecode(form bool) func(*eval.Call, string) (eval.Value, error) {
	return func(_ *eval.Call, s string) (eval.Value, error) { return eval.String(unpercent(s, form)), nil }
}
