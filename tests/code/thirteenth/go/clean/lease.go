package sched

import (
	"context"
	"database/sql"
	"log"
	"time"
)

// WithLock runs fn while a MySQL named lock is held on a dedicated session.
// The second result tells whether fn ran.
func WithLock(ctx context.Context, db *sql.DB, name string, fn func(context.Context) error) (bool, error) {
	conn, err := db.Conn(ctx)
	if err != nil {
		return false, err
	}
	defer conn.Close()

	var ok sql.NullInt64
	if err := conn.QueryRowContext(ctx, "select get_lock(?, 0)", name).Scan(&ok); err != nil {
		return false, err
	}
	if ok.Int64 != 1 {
		return false, nil
	}
	defer func() {
		rctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		if _, err := conn.ExecContext(rctx, "do release_lock(?)", name); err != nil {
			log.Printf("release %s: %v", name, err)
		}
	}()
	return true, fn(ctx)
}

// PurgeBaskets removes abandoned shopping baskets, one node at a time.
func PurgeBaskets(ctx context.Context, db *sql.DB) error {
	ran, err := WithLock(ctx, db, "purge-baskets", func(ctx context.Context) error {
		for {
			res, err := db.ExecContext(ctx, "delete from baskets where touched < now() - interval 30 day limit 500")
			if err != nil {
				return err
			}
			if n, err := res.RowsAffected(); err != nil || n == 0 {
				return err
			}
		}
	})
	if err == nil && !ran {
		log.Print("purge-baskets: another node has it")
	}
	return err
}
