package cli

import (
	"fmt"
	"strings"

	"github.com/spf13/pflag"

	"github.com/whimbrel-go/whimbrel/cli/config"
	"github.com/whimbrel-go/whimbrel/migrate"
)

// maxCommand is how long a command line may be to be pasted: a terminal takes
// lines of 4096 characters.
const maxCommand = 4000

// resume returns the commands that go on with the tenants that are left, and a
// remark if they are too many to be named.
func (r *tenantRun) resume(repo *config.Repo, e *migrate.TenantsError) (note string, commands []string) {
	left := e.Left()
	plain := r.commandLine(repo, nil, 0)
	if !r.stepwise() {
		var names []string
		for _, result := range left {
			names = append(names, result.Prefix)
		}
		if one := r.commandLine(repo, names, 0); len(one) <= maxCommand {
			return "", []string{one}
		}
		return "They are too many to be named on a command line. The same command again passes over those that are done:\n" +
			"each of them costs it one query.", []string{plain}
	}
	// The same command again would take a further step where the steps were
	// taken, so that those that are left have to be named.
	byStep := map[int][]string{}
	var order []int
	for _, result := range left {
		rest := r.steps() - len(result.Applied)
		if byStep[rest] == nil {
			order = append(order, rest)
		}
		byStep[rest] = append(byStep[rest], result.Prefix)
	}
	for _, rest := range order {
		commands = append(commands, r.portions(repo, byStep[rest], rest)...)
	}
	return "Name those that are left: the same command again would go further in those that are done.", commands
}

// stepwise reports whether the run counts its steps from where it is, so that
// running it twice does more than running it once.
func (r *tenantRun) stepwise() bool { return r.steps() > 0 }

// steps is the number of migrations that each tenant was to run, or 0.
func (r *tenantRun) steps() int {
	given := func(name string) bool { return r.command.Flags().Changed(name) }
	switch {
	case given("step"):
		return r.flags.step
	case r.command.Name() == "rollback" && !given("to") && !given("to-exclusive") && !r.flags.all:
		return 1
	}
	return 0
}

// portions are as many commands as it takes to name all tenants.
func (r *tenantRun) portions(repo *config.Repo, names []string, steps int) []string {
	line := r.commandLine(repo, names, steps)
	if len(line) <= maxCommand || len(names) == 1 {
		return []string{line}
	}
	half := len(names) / 2
	return append(r.portions(repo, names[:half], steps), r.portions(repo, names[half:], steps)...)
}

// commandLine is the command line of this run for some tenants, or as it was
// typed.
func (r *tenantRun) commandLine(repo *config.Repo, names []string, steps int) string {
	words := []string{"whimbrel", r.command.Name()}
	if names != nil {
		words = append(words, "--prefixes", joinNames(names))
	}
	if steps > 1 || steps > 0 && r.command.Name() == "migrate" {
		words = append(words, "--step", fmt.Sprint(steps))
	}
	if r.several {
		words = append(words, "--repo", repo.Name)
	}
	r.command.Flags().Visit(func(f *pflag.Flag) {
		ours := names != nil && (f.Name == "prefixes" || f.Name == "prefixes-query")
		if ours || f.Name == "step" && steps > 0 || f.Name == "repo" && r.several {
			return
		}
		words = append(words, flagWords(f)...)
	})
	for i, word := range words {
		words[i] = shellWord(word)
	}
	return strings.Join(words, " ")
}

// flagWords is a flag as it is typed.
func flagWords(f *pflag.Flag) []string {
	switch value := f.Value.(type) {
	case pflag.SliceValue:
		if f.Value.Type() == "stringSlice" {
			return []string{"--" + f.Name, joinNames(value.GetSlice())}
		}
		var words []string
		for _, one := range value.GetSlice() {
			words = append(words, "--"+f.Name, one)
		}
		return words
	default:
		if f.NoOptDefVal == "true" {
			if f.Value.String() == "true" {
				return []string{"--" + f.Name}
			}
			return []string{"--" + f.Name + "=" + f.Value.String()}
		}
		return []string{"--" + f.Name, f.Value.String()}
	}
}

// shellWord quotes a word for a shell if it has to be.
func shellWord(word string) string {
	special := func(r rune) bool {
		return !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("_@%+=:,./-", r))
	}
	if word != "" && !strings.ContainsFunc(word, special) {
		return word
	}
	return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
}
