package timetable

import (
	"context"
	"database/sql"
	"fmt"
	"time"
)

type Departure struct {
	Line, Dest string
	Planned    time.Time
	Delay      sql.NullInt32
}

type Store struct {
	db   *sql.DB
	next *sql.Stmt
}

func NewStore(ctx context.Context, db *sql.DB) (*Store, error) {
	db.SetMaxOpenConns(25)
	db.SetMaxIdleConns(25)
	db.SetConnMaxIdleTime(time.Minute)
	st, err := db.PrepareContext(ctx, `select line, dest, planned, delay from departure
		where stop = $1 and planned >= $2 order by planned limit 50`)
	if err != nil {
		return nil, err
	}
	return &Store{db, st}, nil
}

func (s *Store) Close() error { return s.next.Close() }

// Next calls fn for the coming departures until it says stop.
func (s *Store) Next(ctx context.Context, stop int, fn func(Departure) bool) error {
	ctx, cancel := context.WithTimeout(ctx, 2*time.Second)
	defer cancel()

	rows, err := s.next.QueryContext(ctx, stop, time.Now())
	if err != nil {
		return fmt.Errorf("stop %d: %w", stop, err)
	}
	defer rows.Close()
	for rows.Next() {
		var d Departure
		if err := rows.Scan(&d.Line, &d.Dest, &d.Planned, &d.Delay); err != nil {
			return err
		}
		if !fn(d) {
			return nil
		}
	}
	return rows.Err()
}

// Replace swaps the plan of a line, all or nothing.
func (s *Store) Replace(ctx context.Context, line string, deps []Departure) (err error) {
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			tx.Rollback()
		}
	}()
	if _, err = tx.ExecContext(ctx, `delete from departure where line = $1`, line); err != nil {
		return err
	}
	ins, err := tx.PrepareContext(ctx, `insert into departure (line, dest, planned) values ($1, $2, $3)`)
	if err != nil {
		return err
	}
	defer ins.Close()
	for _, d := range deps {
		if _, err = ins.ExecContext(ctx, line, d.Dest, d.Planned); err != nil {
			return err
		}
	}
	return tx.Commit()
}
