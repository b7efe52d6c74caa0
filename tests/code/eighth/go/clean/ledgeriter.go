package ledger

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"fmt"
	"time"
)

// Entries steps through a posting query. As with sql.Rows, it has to be closed by whoever got it.
type Entries struct {
	rows *sql.Rows
	conn *sql.Conn
	cur  Entry
	err  error
}

type Entry struct {
	Account string
	Cents   int64
}

type Book struct{ db *sql.DB }

// entries runs on a connection of its own because of the session's read-only setting.
func (b *Book) entries(ctx context.Context, year int) (*Entries, error) {
	conn, err := b.db.Conn(ctx)
	if err != nil {
		return nil, err
	}
	e := &Entries{conn: conn}
	if _, err = conn.ExecContext(ctx, `SET default_transaction_read_only = on`); err == nil {
		e.rows, err = conn.QueryContext(ctx, `SELECT account, cents FROM posting WHERE year = $1 ORDER BY account`, year)
	}
	if err != nil {
		e.Close()
		return nil, err
	}
	return e, nil
}

func (e *Entries) Next() bool {
	if e.err != nil || !e.rows.Next() {
		return false
	}
	e.err = e.rows.Scan(&e.cur.Account, &e.cur.Cents)
	return e.err == nil
}

func (e *Entries) Entry() Entry { return e.cur }

func (e *Entries) Err() error {
	if e.err != nil {
		return e.err
	}
	return e.rows.Err()
}

func (e *Entries) Close() error {
	if e.rows != nil {
		e.rows.Close()
	}
	// back into the pool in the state it had
	ctx, cancel := context.WithTimeout(context.Background(), 3*time.Second)
	defer cancel()
	if _, err := e.conn.ExecContext(ctx, `RESET default_transaction_read_only`); err != nil {
		e.conn.Raw(func(any) error { return driver.ErrBadConn })
	}
	return e.conn.Close()
}

// FirstOverdrawn looks for the first account below the limit. Reading stops there.
func (b *Book) FirstOverdrawn(ctx context.Context, year int, limit int64) (acct string, err error) {
	it, err := b.entries(ctx, year)
	if err != nil {
		return "", fmt.Errorf("ledger %d: %w", year, err)
	}
	defer func() {
		if cerr := it.Close(); err == nil {
			err = cerr
		}
	}()
	sums := map[string]int64{}
	for it.Next() {
		e := it.Entry()
		sums[e.Account] += e.Cents
		if sums[e.Account] < limit {
			return e.Account, nil
		}
	}
	return "", it.Err()
}
