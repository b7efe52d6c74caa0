package orders

import (
	"context"
	"database/sql"
	"errors"
)

var ErrStock = errors.New("out of stock")

type Repo struct{ db *sql.DB }

func (r *Repo) Reserve(ctx context.Context, sku string, n int) error {
	tx, err := r.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	var have int
	if err := tx.QueryRowContext(ctx, "select qty from stock where sku=$1 for update", sku).Scan(&have); err != nil {
		tx.Rollback()
		return err
	}
	if have < n {
		return ErrStock // expect: close-wait-leak
	}
	if _, err := tx.ExecContext(ctx, "update stock set qty=qty-$2 where sku=$1", sku, n); err != nil {
		tx.Rollback()
		return err
	}
	return tx.Commit()
}
