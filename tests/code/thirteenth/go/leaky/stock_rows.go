package warehouse

import (
	"context"
	"database/sql"
	"errors"
	"log"
)

var ErrFrozen = errors.New("bin is frozen for stocktaking")

type Bin struct {
	ID     int64
	Aisle  string
	Qty    int
	Frozen bool
}

type Store struct {
	db *sql.DB
}

// ReserveFirst walks the bins of an article in picking order and takes the first with enough stock.
func (s *Store) ReserveFirst(ctx context.Context, article string, qty int) (Bin, error) {
	rows, err := s.db.QueryContext(ctx,
		`select id, aisle, qty, frozen from bins where article = $1 order by pick_order`, article)
	if err != nil {
		return Bin{}, err
	}
	var found Bin
	for rows.Next() {
		var b Bin
		if err := rows.Scan(&b.ID, &b.Aisle, &b.Qty, &b.Frozen); err != nil {
			rows.Close()
			return Bin{}, err
		}
		if b.Frozen {
			log.Printf("article %s: bin %d in aisle %s frozen", article, b.ID, b.Aisle)
			return Bin{}, ErrFrozen
		}
		if b.Qty >= qty {
			found = b
			break
		}
	}
	rows.Close()
	if err := rows.Err(); err != nil {
		return Bin{}, err
	}
	if found.ID == 0 {
		return Bin{}, sql.ErrNoRows
	}
	_, err = s.db.ExecContext(ctx, `update bins set qty = qty - $1 where id = $2`, qty, found.ID)
	return found, err
}
