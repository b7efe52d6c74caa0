package tenants

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"
)

type Quota struct {
	Tenant string
	Limit  int64
	Used   int64
}

var ErrOver = errors.New("over quota")

type Store struct{ db *sql.DB }

func Open(dsn string) (*Store, error) {
	db, err := sql.Open("pgx", dsn)
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(20)
	db.SetMaxIdleConns(5)
	db.SetConnMaxIdleTime(2 * time.Minute)
	return &Store{db}, nil
}

// Admit answers whether any of the tenant's projects is over its quota.
func (s *Store) Admit(ctx context.Context, tenant string) ([]Quota, error) {
	rows, err := s.db.QueryContext(ctx, `SELECT project, lim, used FROM quota WHERE tenant = $1 ORDER BY used DESC`, tenant)
	if err != nil {
		return nil, fmt.Errorf("quota of %s: %w", tenant, err)
	}
	var qs []Quota
	for rows.Next() {
		var q Quota
		if err := rows.Scan(&q.Tenant, &q.Limit, &q.Used); err != nil {
			rows.Close()
			return nil, err
		}
		if q.Limit > 0 && q.Used > q.Limit {
			return nil, fmt.Errorf("%s/%s: %w", tenant, q.Tenant, ErrOver)
		}
		qs = append(qs, q)
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	return qs, rows.Close()
}

func (s *Store) Close() error { return s.db.Close() }
