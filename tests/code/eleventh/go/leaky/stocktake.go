package stocktake

import (
	"context"
	"database/sql"
	"fmt"
	"time"
)

type Line struct {
	SKU   string
	Shelf string
	Qty   int
}

type Repo struct{ DB *sql.DB }

func Open(driver, dsn string) (*Repo, error) {
	db, err := sql.Open(driver, dsn)
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(25)
	db.SetMaxIdleConns(10)
	db.SetConnMaxIdleTime(3 * time.Minute)
	return &Repo{DB: db}, nil
}

// FirstMismatch walks the shelves in order and stops at the first one whose
// counted quantity differs from the books.
func (r *Repo) FirstMismatch(ctx context.Context, counted map[string]int, warehouse int) (*Line, error) {
	rows, err := r.DB.QueryContext(ctx,
		`SELECT sku, shelf, qty FROM stock WHERE warehouse = $1 ORDER BY shelf`, warehouse)
	if err != nil {
		return nil, fmt.Errorf("stock of %d: %w", warehouse, err)
	}
	for rows.Next() {
		var l Line
		if err := rows.Scan(&l.SKU, &l.Shelf, &l.Qty); err != nil {
			rows.Close()
			return nil, err
		}
		if n, ok := counted[l.SKU]; ok && n != l.Qty {
			return &l, nil
		}
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	return nil, nil
}
