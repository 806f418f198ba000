package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
)

// The tenants that are measured, and the migrations of each.
const (
	tenantCount      = 100
	tenantMigrations = 50
)

func tenantName(i int) string { return fmt.Sprintf("bench_tenant_%03d", i) }

// tenants measures many prefixes, against the same SQL sent by the client. Each
// program runs once, as it runs for long.
func (b *bench) tenants(ctx context.Context, s server) error {
	if s.dialect == "sqlite" { // which has none
		return nil
	}
	folder := filepath.Join(b.dir, "tenants")
	if err := writeFiles(folder, tenantMigrations, script); err != nil {
		return err
	}
	setUp, all := filepath.Join(b.dir, s.dialect+"-tenants.sql"), filepath.Join(b.dir, s.dialect+"-all.sql")
	if err := writeTenants(s, setUp); err != nil {
		return err
	}
	if err := b.writeTenantsSQL(ctx, s, folder, all); err != nil {
		return err
	}
	parallel := func(n string) *tool {
		return &tool{name: "Whimbrel, --parallel " + n, command: func(ctx context.Context, address string) *exec.Cmd {
			c := b.whimbrel("", folder).command(ctx, address)
			c.Args = append(c.Args, "--parallel", n, "--prefixes-query",
				"SELECT schema_name FROM information_schema.schemata WHERE schema_name LIKE 'bench_tenant_%'")
			return c
		}}
	}
	client := &tool{name: s.clientName, command: func(_ context.Context, address string) *exec.Cmd { return s.client(address, all) }}
	one, four := parallel("1"), parallel("4")
	var address string
	for _, t := range []*tool{client, one, four} {
		var err error
		if address, err = s.fresh(); err != nil {
			return err
		}
		if err := runQuietly(s.client(address, setUp)); err != nil {
			return err
		}
		if err := t.measure(ctx, address); err != nil {
			return err
		}
	}
	b.print(s, fmt.Sprintf("%d tenants × %d pending", tenantCount, tenantMigrations), []*tool{client, one, four})
	idle := []*tool{parallel("1"), parallel("4")}
	for range 4 * b.runs {
		for _, t := range idle {
			if err := t.measure(ctx, address); err != nil {
				return err
			}
		}
	}
	b.print(s, fmt.Sprintf("%d tenants, nothing pending", tenantCount), idle)
	return b.dropTenants(s, address)
}

// writeTenants writes the SQL that makes the tenants. Those of MariaDB are
// databases, and stay when the one of the benchmark is dropped.
func writeTenants(s server, file string) error {
	var sql bytes.Buffer
	for i := range tenantCount {
		if s.dialect == "mysql" {
			fmt.Fprintf(&sql, "DROP DATABASE IF EXISTS %s;\n", tenantName(i))
		}
		fmt.Fprintf(&sql, "CREATE SCHEMA %s;\n", tenantName(i))
	}
	return os.WriteFile(file, sql.Bytes(), 0o644)
}

func (b *bench) dropTenants(s server, address string) error {
	if s.dialect != "mysql" {
		return nil
	}
	var sql bytes.Buffer
	for i := range tenantCount {
		fmt.Fprintf(&sql, "DROP DATABASE %s;\n", tenantName(i))
	}
	file := filepath.Join(b.dir, "drop-tenants.sql")
	if err := os.WriteFile(file, sql.Bytes(), 0o644); err != nil {
		return err
	}
	return runQuietly(s.client(address, file))
}

// writeTenantsSQL writes what Whimbrel would run in all tenants as a file for
// the client.
func (b *bench) writeTenantsSQL(ctx context.Context, s server, folder, file string) error {
	var sql, problems bytes.Buffer
	for i := range tenantCount {
		plan := exec.CommandContext(ctx, b.binary, "plan", "--dialect", s.dialect, "--format", "sql", "--prefix", tenantName(i), folder)
		plan.Stdout, plan.Stderr = &sql, &problems
		if err := plan.Run(); err != nil {
			return fmt.Errorf("plan: %w\n%s", err, problems.Bytes())
		}
	}
	return os.WriteFile(file, sql.Bytes(), 0o644)
}
