package report

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"
)

// ErrMixedCurrency is returned when a merchant settles in several currencies;
// finance wants those by hand.
var ErrMixedCurrency = errors.New("mixed currencies in batch")

type Store struct {
	db *sql.DB
}

func Open(dsn string) (*Store, error) {
	db, err := sql.Open("postgres", dsn)
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(20)
	db.SetMaxIdleConns(10)
	db.SetConnMaxLifetime(30 * time.Minute)
	db.SetConnMaxIdleTime(5 * time.Minute)
	return &Store{db: db}, nil
}

func (s *Store) Close() error { return s.db.Close() }

// Total adds up one merchant's batch.
func (s *Store) Total(ctx context.Context, merchant int64, batch string) (cents int64, cur string, err error) {
	rows, err := s.db.QueryContext(ctx,
		`SELECT amount_cents, currency, voided FROM settlements WHERE merchant_id = $1 AND batch = $2`,
		merchant, batch)
	if err != nil {
		return 0, "", fmt.Errorf("settlements: %w", err)
	}

	for rows.Next() {
		var (
			amt    int64
			c      string
			voided bool
		)
		if err = rows.Scan(&amt, &c, &voided); err != nil {
			rows.Close()
			return 0, "", err
		}
		if voided {
			continue
		}
		if cur != "" && cur != c {
			return 0, "", fmt.Errorf("merchant %d batch %s: %w", merchant, batch, ErrMixedCurrency)
		}
		cur = c
		cents += amt
	}
	if err = rows.Err(); err != nil {
		return 0, "", err
	}
	return cents, cur, rows.Close()
}

// Merchants lists everybody with an open batch.
func (s *Store) Merchants(ctx context.Context) ([]int64, error) {
	rows, err := s.db.QueryContext(ctx, `SELECT DISTINCT merchant_id FROM settlements WHERE closed_at IS NULL`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var ids []int64
	for rows.Next() {
		var id int64
		if err := rows.Scan(&id); err != nil {
			return nil, err
		}
		ids = append(ids, id)
	}
	return ids, rows.Err()
}
