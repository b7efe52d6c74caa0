package loyalty

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5/pgxpool"
)

type Points struct{ pool *pgxpool.Pool }

func New(p *pgxpool.Pool) *Points { return &Points{pool: p} }

// Transfer moves points between two cards of one household. It needs a session
// of its own for the advisory locks.
func (p *Points) Transfer(ctx context.Context, from, to int64, n int) error {
	conn, err := p.pool.Acquire(ctx)
	if err != nil {
		return fmt.Errorf("acquire: %w", err)
	}

	tx, err := conn.Begin(ctx)
	if err != nil {
		return fmt.Errorf("begin: %w", err)
	}
	defer conn.Release()
	defer tx.Rollback(context.Background()) // no-op after the commit

	lo, hi := from, to
	if lo > hi {
		lo, hi = hi, lo
	}
	if _, err := tx.Exec(ctx, "select pg_advisory_xact_lock($1), pg_advisory_xact_lock($2)", lo, hi); err != nil {
		return err
	}

	var have int
	err = tx.QueryRow(ctx, "select points from card where id = $1", from).Scan(&have)
	if err != nil {
		return fmt.Errorf("card %d: %w", from, err)
	}
	if have < n {
		return fmt.Errorf("card %d: %d points, %d wanted", from, have, n)
	}
	if _, err := tx.Exec(ctx, "update card set points = points - $2 where id = $1", from, n); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, "update card set points = points + $2 where id = $1", to, n); err != nil {
		return err
	}
	return tx.Commit(ctx)
}
