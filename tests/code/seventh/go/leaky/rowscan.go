package roster

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	_ "github.com/lib/pq"
)

type Shift struct {
	Nurse      string
	Ward       int
	Start, End time.Time
}

type Store struct{ db *sql.DB }

func Open(dsn string) (*Store, error) {
	db, err := sql.Open("postgres", dsn)
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(20)
	db.SetMaxIdleConns(10)
	db.SetConnMaxIdleTime(2 * time.Minute)
	return &Store{db: db}, nil
}

// FirstOverlap finds the first shift that collides with the one wanted, if any.
func (s *Store) FirstOverlap(ctx context.Context, want Shift) (*Shift, error) {
	rows, err := s.db.QueryContext(ctx,
		`SELECT nurse, ward, starts, ends FROM shifts
		  WHERE nurse = $1 AND starts > now() - interval '1 day' ORDER BY starts`, want.Nurse)
	if err != nil {
		return nil, fmt.Errorf("overlap: %w", err)
	}
	for rows.Next() {
		var have Shift
		if err := rows.Scan(&have.Nurse, &have.Ward, &have.Start, &have.End); err != nil {
			rows.Close()
			return nil, err
		}
		if have.Start.Before(want.End) && want.Start.Before(have.End) {
			return &have, nil
		}
	}
	if err := rows.Err(); err != nil {
		rows.Close()
		return nil, err
	}
	return nil, rows.Close()
}

func (s *Store) Book(ctx context.Context, n Shift) error {
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	if _, err := tx.ExecContext(ctx, `INSERT INTO shifts VALUES ($1, $2, $3, $4)`,
		n.Nurse, n.Ward, n.Start, n.End); err != nil {
		return err
	}
	return tx.Commit()
}
