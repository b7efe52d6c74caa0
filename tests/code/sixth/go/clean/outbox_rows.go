package outbox

import (
	"context"
	"database/sql"
	"errors"
	"log/slog"
	"time"
)

type Event struct {
	ID    int64
	Topic string
	Body  []byte
}

type Publisher interface {
	Publish(ctx context.Context, topic string, body []byte) error
}

func take(ctx context.Context, tx *sql.Tx, n int) (evs []Event, err error) {
	rows, err := tx.QueryContext(ctx, `SELECT id, topic, body FROM outbox ORDER BY id LIMIT $1 FOR UPDATE SKIP LOCKED`, n)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var e Event
		if err := rows.Scan(&e.ID, &e.Topic, &e.Body); err != nil {
			return nil, err
		}
		evs = append(evs, e)
	}
	return evs, rows.Err()
}

func round(ctx context.Context, db *sql.DB, p Publisher) (int, error) {
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return 0, err
	}
	// does nothing after a commit
	defer tx.Rollback()

	evs, err := take(ctx, tx, 100)
	if err != nil || len(evs) == 0 {
		return 0, err
	}
	del, err := tx.PrepareContext(ctx, `DELETE FROM outbox WHERE id = $1`)
	if err != nil {
		return 0, err
	}
	defer del.Close()
	for _, e := range evs {
		if err := p.Publish(ctx, e.Topic, e.Body); err != nil {
			return 0, err
		}
		if _, err := del.ExecContext(ctx, e.ID); err != nil {
			return 0, err
		}
	}
	return len(evs), tx.Commit()
}

func Run(ctx context.Context, db *sql.DB, p Publisher) {
	for ctx.Err() == nil {
		n, err := round(ctx, db, p)
		if err != nil {
			slog.Error("outbox", "err", err)
		}
		if n == 0 {
			select {
			case <-time.After(2 * time.Second):
			case <-ctx.Done():
			}
		}
	}
}
