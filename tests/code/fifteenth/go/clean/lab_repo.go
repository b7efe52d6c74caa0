package lab

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

type Sample struct {
	ID    int64
	Tube  string
	State string
}

type Store struct{ db *sql.DB }

func (s *Store) Open(ctx context.Context, bench int) ([]Sample, error) {
	rows, err := s.db.QueryContext(ctx,
		`SELECT id, tube, state FROM sample WHERE bench = ? AND state <> 'done'`, bench)
	if err != nil {
		return nil, fmt.Errorf("open samples: %w", err)
	}
	defer rows.Close()
	var list []Sample
	for rows.Next() {
		var x Sample
		if err := rows.Scan(&x.ID, &x.Tube, &x.State); err != nil {
			return nil, err
		}
		list = append(list, x)
	}
	return list, rows.Err()
}

func (s *Store) Finish(ctx context.Context, id int64, result string) error {
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback() // no-op after Commit

	var state string
	err = tx.QueryRowContext(ctx, `SELECT state FROM sample WHERE id = ? FOR UPDATE`, id).Scan(&state)
	if errors.Is(err, sql.ErrNoRows) {
		return fmt.Errorf("sample %d unknown", id)
	}
	if err != nil {
		return err
	}
	if state == "done" {
		return nil
	}
	if _, err := tx.ExecContext(ctx, `UPDATE sample SET state='done', result=? WHERE id=?`, result, id); err != nil {
		return err
	}
	return tx.Commit()
}
