package condition

import (
	"strings"
	"testing"

	"github.com/whimbrel-go/whimbrel/internal/english/words"
)

// readings are: what is read | the SQL | the slug, or nothing. What stands
// after a ¦ in the text must be left to the caller.
const readings = `
amount > 0 | amount > 0 | amount_must_be_positive
amount>0 | amount > 0 | amount_must_be_positive
(amount > 0) | amount > 0 | amount_must_be_positive
orders.amount > 0 | amount > 0 | amount_must_be_positive
amount must be positive ¦on orders | amount > 0 | amount_must_be_positive
the amount must be positive | amount > 0 | amount_must_be_positive
amount must be a positive number | amount > 0 | amount_must_be_positive
amount is always > 0 | amount > 0 | amount_must_be_positive
amount has to be greater than zero | amount > 0 | amount_must_be_positive
amount must be bigger than 0 | amount > 0 | amount_must_be_positive
amount must not be negative | amount >= 0 | amount_must_not_be_negative
amount can't be negative | amount >= 0 | amount_must_not_be_negative
balance must never be negative | balance >= 0 | balance_must_not_be_negative
stock can not be negative | stock >= 0 | stock_must_not_be_negative
stock can never be negative | stock >= 0 | stock_must_not_be_negative
stock >= 0 | stock >= 0 | stock_must_not_be_negative
stock must be non-negative | stock >= 0 | stock_must_not_be_negative
stock must be zero or more | stock >= 0 | stock_must_not_be_negative
stock cannot be below zero | stock >= 0 | stock_must_not_be_negative
stock must not go below 0 | stock >= 0 | stock_must_not_be_negative
stock greater than or equal to 0 ¦check constraint | stock >= 0 | stock_must_not_be_negative
amount cannot be zero or negative | amount > 0 | amount_must_be_positive
amount <> 0 | amount <> 0 | amount_must_not_be_0
amount must not be zero | amount <> 0 | amount_must_not_be_0
amount must be non-zero | amount <> 0 | amount_must_not_be_0
rating between 1 and 5 | rating BETWEEN 1 AND 5 | rating_must_be_between_1_and_5
rating must be between 1 and 5 ¦, please | rating BETWEEN 1 AND 5 | rating_must_be_between_1_and_5
rating from 1 to 5 | rating BETWEEN 1 AND 5 | rating_must_be_between_1_and_5
rating must be 1-5 | rating BETWEEN 1 AND 5 | rating_must_be_between_1_and_5
rating in 1..5 | rating BETWEEN 1 AND 5 | rating_must_be_between_1_and_5
rating is in the range 1 to 5 | rating BETWEEN 1 AND 5 | rating_must_be_between_1_and_5
rating must be within 1 and 5 stars | rating BETWEEN 1 AND 5 | rating_must_be_between_1_and_5
rating not between 1 and 5 | rating NOT BETWEEN 1 AND 5 | rating_must_not_be_between_1_and_5
price between min_price and max_price | price BETWEEN min_price AND max_price | price_must_be_between_min_price_and_max_price
temperature between -10 and 40.5 | temperature BETWEEN -10 AND 40.5 | temperature_must_be_between_minus_10_and_40_5
age must be at least 18 | age >= 18 | age_must_be_at_least_18
age must be at least eighteen | age >= 18 | age_must_be_at_least_18
age must be at least 18 years | age >= 18 | age_must_be_at_least_18
age must be 18 or more | age >= 18 | age_must_be_at_least_18
age is 18 or older | age >= 18 | age_must_be_at_least_18
age must be 18+ | age >= 18 | age_must_be_at_least_18
users must be older than 18 | users > 18 | users_must_be_greater_than_18
age must be no less than 18 | age >= 18 | age_must_be_at_least_18
age not less than 18 | age >= 18 | age_must_be_at_least_18
age min 18 | age >= 18 | age_must_be_at_least_18
discount <= 100 | discount <= 100 | discount_must_be_at_most_100
discount can be at most 80 | discount <= 80 | discount_must_be_at_most_80
discount must not exceed 80 | discount <= 80 | discount_must_be_at_most_80
discount may not be more than 80% | discount <= 80 | discount_must_be_at_most_80
discount up to 100 | discount <= 100 | discount_must_be_at_most_100
salary <= 1,000,000 | salary <= 1000000 | salary_must_be_at_most_1000000
salary must be below two hundred thousand | salary < 200000 | salary_must_be_less_than_200000
the discount may not exceed the price | discount <= price | discount_must_be_at_most_price
sale price must be lower than list price ¦on products | sale_price < list_price | sale_price_must_be_less_than_list_price
sale_price must be less than list_price | sale_price < list_price | sale_price_must_be_less_than_list_price
guests > 2 | guests > 2 | guests_must_be_greater_than_2
guests < 5 | guests < 5 | guests_must_be_less_than_5
ends after it starts | ends_at > starts_at | ends_at_must_be_after_starts_at
it ends after it starts | ends_at > starts_at | ends_at_must_be_after_starts_at
ends_at > starts_at | ends_at > starts_at | ends_at_must_be_after_starts_at
ends_at must be after starts_at | ends_at > starts_at | ends_at_must_be_after_starts_at
ends at must be after starts at | ends_at > starts_at | ends_at_must_be_after_starts_at
ends_at is later than it starts | ends_at > starts_at | ends_at_must_be_after_starts_at
ends_at >= starts_at | ends_at >= starts_at | ends_at_must_not_be_before_starts_at
ends_at must not be before starts_at | ends_at >= starts_at | ends_at_must_not_be_before_starts_at
start date is before end date | start_date < end_date | start_date_must_be_before_end_date
the end date must be after the start date | end_date > start_date | end_date_must_be_after_start_date
ends_on must be after the starts_on | ends_on > starts_on | ends_on_must_be_after_starts_on
shipped_at must be after placed_at | shipped_at > placed_at | shipped_at_must_be_after_placed_at
birthday must be in the past | birthday < CURRENT_DATE | birthday_must_be_in_the_past
expires_at in the future | expires_at > now() | expires_at_must_be_in_the_future
expires_at > now() | expires_at > now() | expires_at_must_be_in_the_future
expires_at is after now | expires_at > now() | expires_at_must_be_in_the_future
starts_on >= today | starts_on >= CURRENT_DATE | starts_on_must_not_be_in_the_past
status is one of pending, paid or shipped | status IN ('pending', 'paid', 'shipped') | status_must_be_valid
status must be one of pending, paid, shipped or cancelled | status IN ('pending', 'paid', 'shipped', 'cancelled') | status_must_be_valid
status must be one of pending, paid ¦and add phone to users | status IN ('pending', 'paid') | status_must_be_valid
status must be one of draft, published ¦, price decimal | status IN ('draft', 'published') | status_must_be_valid
status in (pending, paid) | status IN ('pending', 'paid') | status_must_be_valid
status IN ('pending', "paid") | status IN ('pending', 'paid') | status_must_be_valid
status in [in progress, done] | status IN ('in progress', 'done') | status_must_be_valid
status is either pending or paid | status IN ('pending', 'paid') | status_must_be_valid
status must be pending, paid or shipped | status IN ('pending', 'paid', 'shipped') | status_must_be_valid
status can only be pending or paid | status IN ('pending', 'paid') | status_must_be_valid
status can be only pending, paid, shipped | status IN ('pending', 'paid', 'shipped') | status_must_be_valid
state can only be 'open' or 'closed' | state IN ('open', 'closed') | state_must_be_valid
status inclusion in pending, paid, shipped ¦as a check | status IN ('pending', 'paid', 'shipped') | status_must_be_valid
status is pending or role is null | status = 'pending' OR role IS NULL |
status = pending or paid | status IN ('pending', 'paid') | status_must_be_valid
status not in (a, b) | status NOT IN ('a', 'b') | status_must_not_be_a_or_b
status is neither draft nor archived | status NOT IN ('draft', 'archived') |
status is not draft or archived | status NOT IN ('draft', 'archived') |
level in (1,2,3) | level IN (1, 2, 3) | level_must_be_valid
name must not be empty | name <> '' | name_must_not_be_empty
name can't be empty | name <> '' | name_must_not_be_empty
name <> '' | name <> '' | name_must_not_be_empty
name must not be blank | trim(name) <> '' | name_must_not_be_blank
name is not null or empty | name IS NOT NULL AND name <> '' |
role is null | role IS NULL | role_must_be_null
role IS NOT NULL | role IS NOT NULL | role_must_not_be_null
role = null | role IS NULL |
role is missing | role IS NULL |
role is not set | role IS NULL |
role is set | role IS NOT NULL |
phone is nil ¦in batches | phone IS NULL |
legacy_id is not null | legacy_id IS NOT NULL |
without a role | role IS NULL |
have no phone | phone IS NULL |
has a phone | phone IS NOT NULL |
not deleted | deleted_at IS NULL |
that are not deleted | deleted_at IS NULL |
non-deleted | deleted_at IS NULL |
deleted_at is null | deleted_at IS NULL |
active | active | active_must_be_true
are active | active | active_must_be_true
not active | NOT active | active_must_be_false
is not archived | NOT archived |
email verified | email_verified |
active is true | active = true | active_must_be_true
is_admin = false | is_admin = false |
active and not deleted | active AND deleted_at IS NULL |
status is pending and shipped_at is null | status = 'pending' AND shipped_at IS NULL |
status = 'a' OR 1=1 ¦); DROP TABLE users | status = 'a' OR 1 = 1 |
status != 'completed' ¦, named x | status != 'completed' | status_must_not_be_completed
status != completed | status != 'completed' |
status is not completed | status <> 'completed' |
role = member | role = 'member' | role_must_be_member
role = super-admin | role = 'super-admin' | role_must_be_super_admin
country is United States | country = 'United States' |
kind equals "it's; --" | kind = 'it''s; --' |
user_id <> owner_id | user_id <> owner_id | user_id_must_not_be_owner_id
sender_id differs from receiver_id | sender_id <> receiver_id |
total = price * quantity | total = price * quantity |
total equals unit price times quantity | total = unit_price * quantity |
(a + b) * 2 > c | (a + b) * 2 > c |
a > 1 and (b > 2 or c > 3) | a > 1 AND (b > 2 OR c > 3) |
NOT (a > 1 AND b > 2) | NOT (a > 1 AND b > 2) |
quantity > 0 and quantity < 1000 | quantity > 0 AND quantity < 1000 | quantity_must_be_positive_and_quantity_must_be_less_than_1000
amount is positive and below 1000 | amount > 0 AND amount < 1000 |
amount is null or positive | amount IS NULL OR amount > 0 |
rating min 1 and max 5 | rating >= 1 AND rating <= 5 |
price and cost must be positive | price > 0 AND cost > 0 | price_must_be_positive_and_cost_must_be_positive
email or phone must be present | email IS NOT NULL OR phone IS NOT NULL |
at least one of email and phone must be present | email IS NOT NULL OR phone IS NOT NULL |
password must have at least 8 characters | char_length(password) >= 8 | password_must_be_at_least_8_characters
username must be between 3 and 20 characters long | char_length(username) BETWEEN 3 AND 20 | username_must_be_between_3_and_20_characters
code must be exactly 6 characters | char_length(code) = 6 | code_must_be_6_characters
name must be shorter than 50 characters | char_length(name) < 50 |
the length of the name must be at least 3 | char_length(name) >= 3 |
length(name) > 3 | length(name) > 3 |
email contains @ | email LIKE '%@%' | email_must_contain_at_sign
email must contain an @ sign | email LIKE '%@%' | email_must_contain_at_sign
url starts with https | url LIKE 'https%' | url_must_start_with_https
url must start with 'https://' | url LIKE 'https://%' | url_must_start_with_https
name like 'a%' | name LIKE 'a%' |
name contains '100%_' | name LIKE '%100\%\_%' |
email must be lowercase | email = lower(email) | email_must_be_lowercase
lower(email) = email | lower(email) = email |
data->>'kind' = 'x' | data->>'kind' = 'x' |
starts_at::date = current_date | starts_at::date = CURRENT_DATE |
inserted_at < now() - interval '30 days' | inserted_at < now() - interval '30 days' |
inserted_at older than 30 days | inserted_at < now() - interval '30 days' |
created more than 30 days ago | inserted_at < now() - interval '30 days' |
older than 90 days | inserted_at < now() - interval '90 days' |
last_seen_at is before 2024-01-01 | last_seen_at < '2024-01-01' |
ends_on < '2023-01-01' | ends_on < '2023-01-01' |
coalesce(a, b, "x") > 0 | coalesce(a, b, 'x') > 0 |
cardinality(tags) <= 10 | cardinality(tags) <= 10 |
group > 0 | "group" > 0 | group_must_be_positive
"order" > 0 | "order" > 0 | order_must_be_positive
firstName is not null | first_name IS NOT NULL |
date of birth must be in the past | date_of_birth < CURRENT_DATE |
number of seats must be at least 1 | number_of_seats >= 1 | number_of_seats_must_be_at_least_1
check-out date must be after check-in date | check_out_date > check_in_date | check_out_date_must_be_after_check_in_date
check out must be after check in | check_out > check_in |
end_time must come after start_time | end_time > start_time |
quantity must be a whole number greater than 0 | quantity > 0 |
priority must be low, medium or high | priority IN ('low', 'medium', 'high') |
users are active | active |
last_login_at is older than 6 months | last_login_at < now() - interval '6 months' | last_login_at_must_be_before_6_months_ago
sender_id and receiver_id must be different | sender_id <> receiver_id |
parent_id <> id | parent_id <> id |
tags is not empty | tags <> '{}' | tags_must_not_be_empty
exactly one of post_id and photo_id must be set | (post_id IS NULL) <> (photo_id IS NULL) | exactly_one_of_post_id_and_photo_id
either email or phone is present | email IS NOT NULL OR phone IS NOT NULL |
ends_at must be at least 1 hour after starts_at | ends_at >= starts_at + interval '1 hour' |
duration must be a multiple of 15 | duration % 15 = 0 | duration_must_be_a_multiple_of_15
amount ≥ 1 | amount >= 1 |
`

func TestParse(t *testing.T) {
	for line := range strings.SplitSeq(strings.TrimSpace(readings), "\n") {
		fields := strings.Split(line, " | ")
		if len(fields) == 2 {
			fields[1] = strings.TrimSuffix(fields[1], " |")
			fields = append(fields, "")
		}
		given, rest, _ := strings.Cut(fields[0], "¦")
		tokens := words.Scan(given + rest)
		got, used, ok := Parse(tokens)
		if !ok {
			t.Errorf("%s: not read", fields[0])
			continue
		}
		if got.SQL != strings.TrimSpace(fields[1]) || fields[2] != "" && got.Slug != fields[2] {
			t.Errorf("%s:\n got %s | %s\nwant %s | %s", fields[0], got.SQL, got.Slug, fields[1], fields[2])
		}
		if want := len(words.Scan(given)); used != want {
			t.Errorf("%s: used %d tokens, want %d", fields[0], used, want)
		}
		again, n, ok := parseSQL(got.SQL)
		if !ok || again != got.SQL || n != len(words.Scan(got.SQL)) {
			t.Errorf("%s: %s is read again as %s", fields[0], got.SQL, again)
		}
	}
}

// parseSQL reads SQL strictly.
func parseSQL(text string) (string, int, bool) {
	p := &parser{tokens: words.Scan(text), strict: true}
	c, used, ok := p.condition()
	return c.SQL, used, ok
}

func TestNoCondition(t *testing.T) {
	for _, text := range []string{
		"", "add phone to users", "title must be short", "email must be unique", "name", "name is", "name must be a string",
		"> 5", "and", "( amount > 0", "status in (", "status in (select id from users)", `name = 'a\'`, "without locking",
		"age must be between 1", "x = ", "select 1", "a.b.c > 1", "a.x > 0 and b.y > 0",
		"must be positive", "email must be valid", "email is required", "it is null",
	} {
		if c, used, ok := Parse(words.Scan(text)); ok && used == len(words.Scan(text)) {
			t.Errorf("%q is read as %s", text, c.SQL)
		}
	}
}
