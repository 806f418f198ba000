package inflect

import (
	"strings"
	"testing"
)

// pairs are singular:plural, or a word alone that has no plural.
const pairs = `
account:accounts activity:activities address:addresses admin:admins album:albums alert:alerts alias:aliases
analysis:analyses answer:answers api_key:api_keys appointment:appointments archive:archives article:articles
asset:assets atlas:atlases attachment:attachments audit_log:audit_logs author:authors badge:badges balance:balances
bank:banks base_price:base_prices bonus:bonuses book:books booking:bookings box:boxes branch:branches brand:brands
budget:budgets bus:buses business:businesses cache:caches calendar:calendars campaign:campaigns campus:campuses
canvas:canvases card:cards cart:carts case:cases category:categories census:censuses channel:channels child:children
choice:choices city:cities class:classes clause:clauses client:clients code:codes column:columns comment:comments
company:companies contact:contacts cookie:cookies country:countries coupon:coupons course:courses credential:credentials
crisis:crises criterion:criteria currency:currencies customer:customers database:databases day:days deal:deals
delivery:deliveries department:departments device:devices diagnosis:diagnoses discount:discounts dish:dishes
document:documents drive:drives echo:echoes email:emails employee:employees entity:entities entry:entries event:events
exercise:exercises expense:expenses facility:facilities fax:faxes fee:fees fine:fines flight:flights form:forms foot:feet
gallery:galleries game:games gas:gases goose:geese grade:grades group:groups guest:guests half:halves hero:heroes
history:histories hotel:hotels house:houses image:images index:indexes industry:industries ingredient:ingredients
inventory:inventories invoice:invoices issue:issues item:items job:jobs journey:journeys key:keys knife:knives
language:languages leaf_node:leaf_nodes lens:lenses level:levels license:licenses line_item:line_items location:locations
log:logs man:men match:matches matrix:matrices membership:memberships menu:menus message:messages mouse:mice
movie:movies note:notes notice:notices office:offices order:orders order_item:order_items page:pages party:parties
payment:payments penalty:penalties permission:permissions person:people phase:phases phone:phones photo:photos
policy:policies post:posts price:prices process:processes product:products profile:profiles promise:promises
property:properties purchase:purchases query:queries quiz:quizzes quota:quotas receipt:receipts recipe:recipes
release:releases reply:replies reservation:reservations response:responses reward:rewards role:roles salary:salaries
sales_person:sales_people schema:schemas search:searches service:services session:sessions shelf:shelves shoe:shoes
status:statuses story:stories subcategory:subcategories summary:summaries supply:supplies survey:surveys switch:switches
synopsis:synopses tag:tags tax:taxes team:teams tenant:tenants thesis:theses thief:thieves tooth:teeth toy:toys
transaction:transactions user:users vertex:vertices video:videos virus:viruses visit:visits vote:votes warehouse:warehouses
warranty:warranties webhook:webhooks wife:wives wish:wishes wolf:wolves woman:women access:accesses user_process:user_processes
axis:axes appendix:appendices hypothesis:hypotheses basis:bases parenthesis:parentheses potato:potatoes logo:logos
headache:headaches niche:niches leave:leaves glove:gloves valve:valves sleeve:sleeves curve:curves objective:objectives
forum:forums stadium:stadiums premium:premiums medium:mediums album_cover:album_covers focus:focuses plus:pluses
human:humans bacterium:bacteria phenomenon:phenomena alumnus:alumni cactus:cacti agenda:agendas zombie:zombies
ox:oxen die:dice mosquito:mosquitoes tomato:tomatoes veto:vetoes cargo:cargos embargo:embargoes piano:pianos
radio:radios studio:studios portfolio:portfolios ratio:ratios scenario:scenarios memo:memos promo:promos demo:demos
repo:repos todo:todos combo:combos kilo:kilos
metadata data feedback media news equipment staff information sms series species progress software analytics
user_metadata page_news order_feedback`

func TestBothWays(t *testing.T) {
	words := strings.Fields(pairs)
	if len(words) < 150 {
		t.Fatalf("only %d words", len(words))
	}
	for _, word := range words {
		singular, plural, countable := strings.Cut(word, ":")
		if !countable {
			plural = singular
		}
		check(t, "Plural", Plural, singular, plural)
		check(t, "Plural", Plural, plural, plural)
		check(t, "Singular", Singular, plural, singular)
		check(t, "Singular", Singular, singular, singular)
		if !IsPlural(plural) {
			t.Errorf("IsPlural(%q) = false", plural)
		}
		if countable && IsPlural(singular) {
			t.Errorf("IsPlural(%q) = true", singular)
		}
	}
}

func check(t *testing.T, name string, inflect func(string) string, word, want string) {
	t.Helper()
	if got := inflect(word); got != want {
		t.Errorf("%s(%q) = %q, want %q", name, word, got, want)
	}
}

func TestTable(t *testing.T) {
	for name, want := range map[string]string{
		"User": "users", "users": "users", "OrderItem": "order_items", "order item": "order_items",
		"Order  Item": "order_items", "order-item": "order_items", "person": "people", "": "", "_": "_",
		"address2": "address2", "x1_y": "x1_ys", "SKU": "skus", "user_status": "user_statuses",
	} {
		check(t, "Table", Table, name, want)
	}
}

func FuzzInflect(f *testing.F) {
	for _, seed := range []string{"", "users", "Staff", "é", "a_", "_", "日本", "x1", "ses", "is", "\xff"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, name string) {
		Plural(name)
		Singular(name)
		IsPlural(name)
		Table(name)
	})
}
