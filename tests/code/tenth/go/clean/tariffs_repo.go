package tariffs

import (
	"context"
	"database/sql"
	"fmt"
	"time"
)

type Tariff struct {
	Code  string
	Cents int64
	From  time.Time
}

type Repo struct{ db *sql.DB }

func New(db *sql.DB) *Repo {
	db.SetMaxOpenConns(16)
	db.SetMaxIdleConns(16)
	db.SetConnMaxIdleTime(4 * time.Minute)
	return &Repo{db}
}

// each runs fn over every row of the query; the rows never leave this function.
func each(ctx context.Context, q interface {
	QueryContext(context.Context, string, ...interface{}) (*sql.Rows, error)
}, query string, args []interface{}, fn func(*sql.Rows) error) error {
	rows, err := q.QueryContext(ctx, query, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := fn(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

func (r *Repo) Active(ctx context.Context, zone string) (out []Tariff, err error) {
	err = each(ctx, r.db, `SELECT code, cents, valid_from FROM tariffs WHERE zone = ? AND active`, []interface{}{zone},
		func(rows *sql.Rows) error {
			var t Tariff
			if err := rows.Scan(&t.Code, &t.Cents, &t.From); err != nil {
				return err
			}
			out = append(out, t)
			return nil
		})
	return out, err
}

// Replace swaps a zone's tariffs in one go.
func (r *Repo) Replace(ctx context.Context, zone string, ts []Tariff) (err error) {
	tx, err := r.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = tx.Rollback()
			return
		}
		err = tx.Commit()
	}()

	if _, err = tx.ExecContext(ctx, `UPDATE tariffs SET active = 0 WHERE zone = ?`, zone); err != nil {
		return err
	}
	ins, err := tx.PrepareContext(ctx, `INSERT INTO tariffs (zone, code, cents, valid_from, active) VALUES (?,?,?,?,1)`)
	if err != nil {
		return err
	}
	defer ins.Close()
	for _, t := range ts {
		if t.Cents < 0 {
			return fmt.Errorf("tariff %s of zone %s is negative", t.Code, zone)
		}
		if _, err = ins.ExecContext(ctx, zone, t.Code, t.Cents, t.From); err != nil {
			return err
		}
	}
	return nil
}
