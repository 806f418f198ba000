package draft

import (
	"strings"

	"github.com/whimbrel-go/whimbrel/command"
)

// TypeByName is the type that a column's name stands for. Nothing known about
// the name makes it a string, and false.
func TypeByName(name string) (command.Type, bool) {
	name = strings.ToLower(name)
	if rate, _, per := strings.Cut(name, "_per_"); per {
		name = rate // price_per_night is a price
	}
	for _, find := range [...]func(string) string{typeOfPrefix, typeOfWhole, typeOfSuffix, typeOfHead, typeOfLast, typeOfBound} {
		if t := find(name); t != "" {
			return namedType(t), true
		}
	}
	return command.NewType("string"), false
}

// namedType makes a type of its name in the tables below, where [] is an array
// of strings.
func namedType(name string) command.Type {
	if name == "[]" {
		return command.ArrayOf(command.NewType("string"))
	}
	return command.NewType(name)
}

// typeOfPrefix is the type by how a name begins.
func typeOfPrefix(name string) string {
	first, rest, _ := strings.Cut(name, "_")
	if rest == "" {
		return ""
	}
	switch first {
	case "is", "has", "can", "should", "was", "allow", "allows", "needs", "requires", "accepts", "supports":
		return "boolean"
	case "raw":
		return "map"
	case "num":
		return "integer"
	}
	if strings.HasPrefix(name, "number_of_") {
		return "integer"
	}
	return ""
}

// typeOfSuffix is the type by how a name ends.
func typeOfSuffix(name string) string {
	cut := strings.LastIndexByte(name, '_')
	if cut <= 0 {
		return ""
	}
	switch name[cut+1:] {
	case "cents", "count", "seconds", "minutes", "hours", "days", "weeks", "months", "years", "ms", "secs", "mins":
		return "integer"
	case "bytes":
		return "bigint"
	case "at":
		return "utc_datetime_usec"
	case "on", "date":
		return "date"
	case "time":
		return "time"
	case "id":
		if ExternalID(name) {
			return "string"
		}
		return "binary_id"
	case "kg", "km", "cm", "mm", "meters", "miles", "kwh", "kw", "mph", "kmh", "lbs", "liters", "litres":
		return "float"
	}
	return ""
}

// typeOfWhole is the type of names that mean something else, or nothing, at the
// end of a longer name.
func typeOfWhole(name string) string {
	switch name {
	case "date", "birthday", "birthdate", "dob", "date_of_birth", "anniversary":
		return "date"
	case "time":
		return "time"
	case "timestamp", "datetime", "deadline":
		return "utc_datetime_usec"
	case "file_size", "bytes":
		return "bigint"
	case "sort_order", "display_order", "sort_index", "lock_version", "order", "minutes", "seconds", "hours", "days", "in_stock_count":
		return "integer"
	case "data", "raw", "meta", "extra", "extras", "params", "parameters", "headers", "custom_fields", "meta_data":
		return "map"
	case "categories", "keywords", "scopes", "permissions", "roles", "skills", "interests", "amenities", "ingredients":
		return "[]"
	case "done", "paid", "hidden", "private", "read", "sent", "sold", "in_stock", "opt_in", "opted_in", "remote", "default",
		"banned", "billable", "taxable", "required", "current", "primary", "closed", "spam":
		return "boolean"
	case "type", "password_hash", "ip_address":
		return "string"
	}
	if participle(name) {
		return "boolean"
	}
	return ""
}

// participle reports whether a name of one word says what happened to a row, as
// a flag does: shipped, cancelled.
func participle(name string) bool {
	return len(name) > 5 && strings.HasSuffix(name, "ed") && !strings.HasSuffix(name, "eed") && !strings.Contains(name, "_")
}

// typeOfHead is the type of "amount_paid" and "hours_worked": what the first
// word counts, not whether something is worked.
func typeOfHead(name string) string {
	first, rest, _ := strings.Cut(name, "_")
	if rest != "paid" && rest != "sold" && !participle(rest) {
		return ""
	}
	switch t := typeOfLast(first); t {
	case "decimal", "integer", "float":
		return t
	}
	switch first {
	case "hours", "days", "minutes", "units", "items":
		return "integer"
	case "date":
		return "date"
	}
	return ""
}

// typeOfLast is the type by the last word of a name.
func typeOfLast(name string) string {
	last := name[strings.LastIndexByte(name, '_')+1:]
	switch last {
	case "body", "description", "descriptions", "notes", "note", "bio", "biography", "content", "contents", "summary", "about", "comment", "comments",
		"message", "excerpt", "instructions", "details", "remarks", "transcript", "markdown", "html", "abstract", "synopsis", "text":
		return "text"
	case "birthday", "birthdate", "dob":
		return "date"
	case "active", "published", "enabled", "disabled", "verified", "archived", "admin", "featured", "visible", "public", "approved",
		"confirmed", "completed", "locked", "blocked", "suspended", "subscribed", "cancelled", "canceled":
		return "boolean"
	case "quantity", "qty", "count", "position", "age", "year", "rating", "score", "stock", "priority", "level", "duration", "views", "likes",
		"points", "capacity", "attempts", "retries", "downloads", "clicks", "visits", "votes", "stars", "seats", "bedrooms", "bathrooms",
		"pages", "copies", "followers", "shares", "wins", "losses":
		return "integer"
	case "metadata", "settings", "payload", "preferences", "options", "config", "configuration", "properties", "attributes":
		return "map"
	case "tags", "labels":
		return "[]"
	case "latitude", "longitude", "lat", "lng", "lon", "weight", "height", "width", "depth", "length", "distance", "temperature":
		return "float"
	case "uuid", "guid":
		return "binary_id"
	case "percentage", "percent", "ratio":
		return "decimal"
	}
	if IsMoney(name) {
		return "decimal"
	}
	if isWord(last) {
		return "string"
	}
	return ""
}

// typeOfBound makes a limit of something unknown a number: max_users.
func typeOfBound(name string) string {
	for _, bound := range [...]string{"max_", "min_", "maximum_", "minimum_"} {
		if strings.HasPrefix(name, bound) {
			return "integer"
		}
	}
	return ""
}

// isWord reports whether the last word of a name is known to be that of a
// string.
func isWord(last string) bool {
	switch last {
	case "email", "phone", "slug", "url", "token", "name", "title", "username", "hash", "country", "currency", "code", "sku", "color", "colour",
		"locale", "address", "city", "zip", "status", "role", "kind", "state", "type", "number", "label", "key", "password", "secret",
		"nickname", "handle", "language", "gender", "street", "postcode", "isbn", "iban", "mobile", "fax", "website", "link", "path",
		"filename", "subject", "headline", "subtitle", "symbol", "unit", "brand", "model", "barcode", "reference", "timezone", "avatar":
		return true
	}
	return false
}

// IsMoney reports whether a column of this name holds money or a rate of it.
func IsMoney(name string) bool {
	switch name[strings.LastIndexByte(name, '_')+1:] {
	case "price", "amount", "balance", "total", "subtotal", "cost", "fee", "salary", "budget", "revenue", "rate", "tax", "discount",
		"prices", "amounts", "costs", "fees", "taxes", "wage", "wages", "deposit", "income", "profit", "commission", "payout",
		"earnings", "turnover", "refund", "rent", "money", "surcharge", "principal":
		return true
	}
	return false
}

// DefaultByName is the default that columns of this name usually have.
func DefaultByName(name string) (string, bool) {
	switch name {
	case "role":
		return "member", true
	case "status":
		return "pending", true
	}
	return "", false
}

// ExternalID reports whether a name that ends in _id is the identifier of
// another system, not a key of this database.
func ExternalID(name string) bool {
	head, ends := strings.CutSuffix(name, "_id")
	if !ends {
		return false
	}
	switch head {
	case "session", "request", "trace", "device", "span", "correlation", "tax", "vat", "national", "tracking", "steam", "apple":
		return true
	}
	system, _, _ := strings.Cut(head, "_")
	switch system {
	case "stripe", "paypal", "external", "google", "github", "facebook", "twitter", "apple", "slack", "shopify", "salesforce",
		"hubspot", "aws", "twilio", "provider", "gitlab", "linkedin", "instagram", "discord", "telegram", "whatsapp", "firebase",
		"auth0", "okta", "azure", "microsoft", "gcp", "amazon", "intercom", "zendesk", "mailchimp", "sendgrid", "sentry", "plaid",
		"braintree", "xero", "quickbooks", "zoom", "spotify", "youtube", "tiktok", "adyen", "klarna", "mollie", "openai", "jira",
		"notion", "segment", "mixpanel", "pagerduty", "asana", "trello":
		return true
	}
	return false
}
