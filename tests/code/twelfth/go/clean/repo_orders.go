package orders

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	_ "github.com/lib/pq"
)

type Repo struct{ db *sql.DB }

func Open(dsn string) (*Repo, error) {
	db, err := sql.Open("postgres", dsn)
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(20)
	db.SetMaxIdleConns(10)
	db.SetConnMaxIdleTime(3 * time.Minute)
	db.SetConnMaxLifetime(30 * time.Minute)
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	if err := db.PingContext(ctx); err != nil {
		db.Close()
		return nil, fmt.Errorf("orders db: %w", err)
	}
	return &Repo{db}, nil
}

type Line struct {
	SKU string
	Qty int
}

func (r *Repo) Lines(ctx context.Context, order int64) ([]Line, error) {
	rows, err := r.db.QueryContext(ctx, `SELECT sku, qty FROM order_line WHERE order_id = $1`, order)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var ls []Line
	for rows.Next() {
		var l Line
		if err := rows.Scan(&l.SKU, &l.Qty); err != nil {
			return nil, err
		}
		if l.Qty < 0 {
			return nil, fmt.Errorf("order %d: negative quantity of %s", order, l.SKU)
		}
		ls = append(ls, l)
	}
	return ls, rows.Err()
}

// Split moves the given lines to a fresh order and returns its number.
func (r *Repo) Split(ctx context.Context, order int64, skus []string) (id int64, err error) {
	tx, err := r.db.BeginTx(ctx, nil)
	if err != nil {
		return 0, err
	}
	defer tx.Rollback() // no-op after Commit

	err = tx.QueryRowContext(ctx, `INSERT INTO orders (customer_id) SELECT customer_id FROM orders WHERE id = $1 RETURNING id`, order).Scan(&id)
	if err != nil {
		return 0, err
	}
	stmt, err := tx.PrepareContext(ctx, `UPDATE order_line SET order_id = $1 WHERE order_id = $2 AND sku = $3`)
	if err != nil {
		return 0, err
	}
	defer stmt.Close()
	for _, s := range skus {
		if _, err := stmt.ExecContext(ctx, id, order, s); err != nil {
			return 0, fmt.Errorf("move %s: %w", s, err)
		}
	}
	return id, tx.Commit()
}
