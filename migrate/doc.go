// Package migrate runs migrations: it finds what is pending, plans everything
// before it runs anything, takes Ecto's lock, runs each migration in a
// transaction where the database can, and records it in schema_migrations
// exactly as Ecto does.
//
// A program that migrates its own database at start-up:
//
//	m, err := migrate.New(sqldb.New(db, sqldb.SQLite), migrate.Config{Set: &migrations.Migrations})
//	if err != nil {
//		return err
//	}
//	applied, err := m.Up(ctx, migrate.All())
//
// Any number of instances may do so at once: one migrates, the others wait for
// it and find nothing to do.
//
// # Errors
//
// What is wrong with migrations is found before anything runs and reported all
// at once, with the places in the files ([IsInvalid], [IsIrreversible]); see
// package diag for printing it. The failure of a migration in the middle of a
// run is an [*Error], which says what was applied, what was not, and what
// remains of the one that failed ([IsPartial]). What the server said is a
// [*database.Error] within it. A migration that runs outside of a transaction
// is gone on with by the next run; [IsUnfinished] tells that a person has to
// look first, and [Migrator.Repair] takes the decision. [IsLocked] and [IsCancelled] tell the reasons to
// try again later. No message holds a password.
//
// The package links no database driver, and no command line.
package migrate
