package nightly

import (
	"context"
	"database/sql"
	"fmt"
	"log"
)

// advisory locks belong to the session, so the job keeps one *sql.Conn while it runs
type Locker struct {
	DB *sql.DB
}

type Held struct {
	conn *sql.Conn
	key  int64
}

func (l Locker) TryAcquire(ctx context.Context, key int64) (*Held, bool, error) {
	conn, err := l.DB.Conn(ctx)
	if err != nil {
		return nil, false, fmt.Errorf("lock %d: %w", key, err)
	}
	var got bool
	if err := conn.QueryRowContext(ctx, "select pg_try_advisory_lock($1)", key).Scan(&got); err != nil {
		conn.Close()
		return nil, false, fmt.Errorf("lock %d: %w", key, err)
	}
	if !got {
		log.Printf("job %d runs on another node", key)
		return nil, false, nil
	}
	return &Held{conn: conn, key: key}, true, nil
}

func (h *Held) Release(ctx context.Context) error {
	defer h.conn.Close()
	_, err := h.conn.ExecContext(ctx, "select pg_advisory_unlock($1)", h.key)
	return err
}

// Every minute from the scheduler.
func RunExclusive(ctx context.Context, l Locker, key int64, job func(context.Context) error) error {
	h, ok, err := l.TryAcquire(ctx, key)
	if err != nil || !ok {
		return err
	}
	defer func() {
		if err := h.Release(context.Background()); err != nil {
			log.Printf("unlock %d: %v", key, err)
		}
	}()
	return job(ctx)
}
