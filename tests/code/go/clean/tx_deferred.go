package repo

import (
	"context"
	"database/sql"
	"fmt"
)

type Repo struct{ db *sql.DB }

func (r *Repo) Move(ctx context.Context, a, b int64, n int) (err error) {
	tx, err := r.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			tx.Rollback()
		}
	}()
	if _, err = tx.ExecContext(ctx, "update acct set v=v-$2 where id=$1", a, n); err != nil {
		return fmt.Errorf("debit: %w", err)
	}
	if _, err = tx.ExecContext(ctx, "update acct set v=v+$2 where id=$1", b, n); err != nil {
		return fmt.Errorf("credit: %w", err)
	}
	return tx.Commit()
}

func (r *Repo) Names(ctx context.Context) ([]string, error) {
	rows, err := r.db.QueryContext(ctx, "select name from t")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []string
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			return nil, err
		}
		out = append(out, s)
	}
	return out, rows.Err()
}

func (r *Repo) Tx(ctx context.Context, f func(*sql.Tx) error) error {
	tx, err := r.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	if err := f(tx); err != nil {
		return err
	}
	return tx.Commit()
}
