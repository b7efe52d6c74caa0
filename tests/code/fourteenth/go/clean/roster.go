package roster

import (
	"context"
	"database/sql"
	"fmt"
	"time"
)

type Shift struct {
	Nurse string
	Ward  string
	From  time.Time
	To    time.Time
}

type Store struct{ db *sql.DB }

func Open(driver, dsn string) (*Store, error) {
	db, err := sql.Open(driver, dsn)
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(20)
	db.SetMaxIdleConns(10)
	db.SetConnMaxIdleTime(4 * time.Minute)
	db.SetConnMaxLifetime(time.Hour)
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	if err := db.PingContext(ctx); err != nil {
		db.Close()
		return nil, err
	}
	return &Store{db}, nil
}

// FirstClash returns the first shift of the nurse that overlaps [from,to), or nil.
func (s *Store) FirstClash(ctx context.Context, nurse string, from, to time.Time) (*Shift, error) {
	rows, err := s.db.QueryContext(ctx, `SELECT nurse, ward, t_from, t_to FROM shifts WHERE nurse = $1 ORDER BY t_from`, nurse)
	if err != nil {
		return nil, fmt.Errorf("shifts of %s: %w", nurse, err)
	}
	defer rows.Close()
	for rows.Next() {
		var sh Shift
		if err := rows.Scan(&sh.Nurse, &sh.Ward, &sh.From, &sh.To); err != nil {
			return nil, err
		}
		if sh.From.Before(to) && sh.To.After(from) {
			return &sh, nil
		}
	}
	return nil, rows.Err()
}

func (s *Store) Swap(ctx context.Context, a, b int64) error {
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback() // no-op after Commit
	for _, q := range [][2]int64{{a, b}, {b, a}} {
		if _, err := tx.ExecContext(ctx, `INSERT INTO swaps(shift, with_shift) VALUES ($1,$2)`, q[0], q[1]); err != nil {
			return err
		}
	}
	return tx.Commit()
}
