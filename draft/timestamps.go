package draft

import (
	"slices"

	"github.com/whimbrel-go/whimbrel/command"
	"github.com/whimbrel-go/whimbrel/internal/record"
)

// timestampType is the type of timestamps: as the project wants it, as the
// repository is configured, or the guide's.
func (d *drafter) timestampType() command.Type {
	switch {
	case d.o.Style.Timestamps != "":
		return command.NewType(d.o.Style.Timestamps)
	case !d.o.Config.Timestamps.Type.IsZero():
		return d.o.Config.Timestamps.Type
	}
	return command.NewType("utc_datetime_usec")
}

// timestampColumns are inserted_at and updated_at, by the names that the
// repository gives them. Rows that exist have none.
func (d *drafter) timestampColumns(created bool) []command.Column {
	config := d.o.Config.Timestamps
	config.Type = d.timestampType()
	if !created && config.Options.Default == nil {
		config.Options.Null = command.Nullable
	}
	return record.TimestampColumns(config)
}

// isTimestamp reports whether a column that the text lists is one of those
// that timestamps/1 adds.
func (d *drafter) isTimestamp(name string) bool {
	return slices.ContainsFunc(d.timestampColumns(true), func(c command.Column) bool { return c.Name == name })
}

func (d *drafter) deletedAt() command.Column {
	return command.Column{Name: "deleted_at", Type: d.timestampType()}
}

// tenantColumn is the column that tells tenants apart.
func (d *drafter) tenantColumn() string {
	if d.o.Style.TenantColumn != "" {
		return d.o.Style.TenantColumn
	}
	return "tenant_id"
}
