package payroll

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"
)

type Repo struct {
	db   *sql.DB
	slip *sql.Stmt
}

func NewRepo(ctx context.Context, db *sql.DB) (*Repo, error) {
	db.SetMaxOpenConns(12)
	db.SetMaxIdleConns(6)
	db.SetConnMaxIdleTime(2 * time.Minute)
	db.SetConnMaxLifetime(time.Hour)
	st, err := db.PrepareContext(ctx, `INSERT INTO slip(emp, month, cents) VALUES ($1, $2, $3)`)
	if err != nil {
		return nil, err
	}
	return &Repo{db: db, slip: st}, nil
}

func (r *Repo) Close() error { return r.slip.Close() }

// Month writes the slips of one month; all of them or none.
func (r *Repo) Month(ctx context.Context, month string) (n int, err error) {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Minute)
	defer cancel()
	tx, err := r.db.BeginTx(ctx, &sql.TxOptions{Isolation: sql.LevelSerializable})
	if err != nil {
		return 0, err
	}
	defer tx.Rollback() // no-op after Commit

	due, err := r.due(ctx, tx, month)
	if err != nil {
		return 0, fmt.Errorf("due %s: %w", month, err)
	}
	st := tx.StmtContext(ctx, r.slip)
	for emp, cents := range due {
		if cents <= 0 {
			return n, fmt.Errorf("employee %d: %d cents", emp, cents)
		}
		if _, err := st.ExecContext(ctx, emp, month, cents); err != nil {
			return n, err
		}
		n++
	}
	if n == 0 {
		return 0, errors.New("nobody to pay")
	}
	return n, tx.Commit()
}

func (r *Repo) due(ctx context.Context, tx *sql.Tx, month string) (map[int64]int64, error) {
	rows, err := tx.QueryContext(ctx, `SELECT emp, sum(cents) FROM hours WHERE month = $1 GROUP BY emp`, month)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	m := map[int64]int64{}
	for rows.Next() {
		var emp, cents int64
		if err := rows.Scan(&emp, &cents); err != nil {
			return nil, err
		}
		if _, twice := m[emp]; twice {
			return nil, fmt.Errorf("employee %d twice", emp)
		}
		m[emp] = cents
	}
	return m, rows.Err()
}
