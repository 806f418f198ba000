package draft

import (
	"strings"
	"testing"
)

const namesByType = `
string: email phone slug url token name title username password_hash country currency code sku color locale ip_address address
string: city zip first_name last_name phone_number order_number status role kind state type payment_status email_address
string: avatar_url api_key time_zone line_1 stripe_customer_id session_id external_id github_id
text: body description notes note bio content summary about comment message excerpt instructions short_description error_message
utc_datetime_usec: published_at starts_at deleted_at expires_at deadline
date: date birthday dob date_of_birth due_on start_date birth_date expiry_date
time: time start_time
boolean: is_active has_children can_edit active published enabled verified archived admin featured visible public approved
boolean: confirmed completed locked email_verified shipped cancelled paid done
decimal: price amount balance total subtotal cost fee salary budget revenue rate tax discount unit_price tax_rate amount_paid price_per_night
decimal: total_amount percentage max_price
integer: quantity count comments_count position age year rating score stock priority level sort_order duration ttl_seconds
integer: price_cents value_in_cents timeout_ms views likes points capacity number_of_seats max_users hours_worked length_minutes
integer: max_attempts
bigint: size_bytes file_size
map: metadata settings payload preferences options config properties data attributes raw_event user_settings
{:array, :string}: tags labels user_tags categories
float: latitude longitude lat lng weight height width length distance temperature
binary_id: uuid user_id owner_id
unknown: foo feed speed event_data widget seed stage storage image
`

func TestTypeByName(t *testing.T) {
	for line := range strings.SplitSeq(strings.TrimSpace(namesByType), "\n") {
		want, names, _ := strings.Cut(line, ": ")
		for name := range strings.FieldsSeq(names) {
			kind, known := TypeByName(name)
			got := strings.TrimPrefix(kind.Inspect(), ":")
			if want == "unknown" {
				if known || got != "string" {
					t.Errorf("%s: %s, known %v", name, got, known)
				}
				continue
			}
			if got != want {
				t.Errorf("%s: %s, want %s", name, got, want)
			}
		}
	}
}

func TestIsMoney(t *testing.T) {
	for name, want := range map[string]bool{
		"price": true, "unit_price": true, "total": true, "tax": true, "quantity": false, "price_cents": false, "weight": false,
	} {
		if IsMoney(name) != want {
			t.Errorf("IsMoney(%s) = %v", name, !want)
		}
	}
}

func TestExternalID(t *testing.T) {
	for name, want := range map[string]bool{
		"stripe_id": true, "stripe_customer_id": true, "session_id": true, "google_id": true, "user_id": false, "tenant_id": false,
		"legacy_id": false, "stripe": false, "user_session_id": false,
	} {
		if ExternalID(name) != want {
			t.Errorf("ExternalID(%s) = %v", name, !want)
		}
	}
}

func TestDefaultByName(t *testing.T) {
	for name, want := range map[string]string{"role": "member", "status": "pending", "kind": "", "user_role": ""} {
		if got, ok := DefaultByName(name); got != want || ok != (want != "") {
			t.Errorf("DefaultByName(%s) = %q, %v", name, got, ok)
		}
	}
}
