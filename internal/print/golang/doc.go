// Package golang prints migrations as Go code in the language of package
// whimbrel, formatted as gofmt does.
package golang
