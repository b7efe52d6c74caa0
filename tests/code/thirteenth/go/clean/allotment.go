package allotment

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

var ErrSoldOut = errors.New("allotment: nothing left")

type Repo struct{ DB *sql.DB }

// Take books n rooms out of the cheapest allotments, all in one transaction.
func (r *Repo) Take(ctx context.Context, hotel int, night string, n int) (total int64, err error) {
	tx, err := r.DB.BeginTx(ctx, &sql.TxOptions{Isolation: sql.LevelRepeatableRead})
	if err != nil {
		return 0, err
	}
	defer tx.Rollback() // no effect after Commit

	type lot struct {
		id    int64
		free  int
		price int64
	}
	lots, err := func() ([]lot, error) {
		rows, err := tx.QueryContext(ctx,
			`select id, free, price from lots where hotel=? and night=? and free>0 order by price for update`, hotel, night)
		if err != nil {
			return nil, err
		}
		defer rows.Close()
		var ls []lot
		have := 0
		for have < n && rows.Next() {
			var l lot
			if err := rows.Scan(&l.id, &l.free, &l.price); err != nil {
				return nil, err
			}
			have += l.free
			ls = append(ls, l)
		}
		if have < n {
			if err := rows.Err(); err != nil {
				return nil, err
			}
			return nil, ErrSoldOut
		}
		return ls, nil
	}()
	if err != nil {
		return 0, err
	}

	for _, l := range lots {
		k := l.free
		if k > n {
			k = n
		}
		if _, err := tx.ExecContext(ctx, `update lots set free=free-? where id=?`, k, l.id); err != nil {
			return 0, fmt.Errorf("lot %d: %w", l.id, err)
		}
		n -= k
		total += int64(k) * l.price
	}
	return total, tx.Commit()
}
