package repo

import (
	"context"
	"database/sql"
	"fmt"
	"time"
)

type Seat struct {
	Row, Col int
	Class    string
	Blocked  bool
}

type SeatRepo struct {
	db *sql.DB
}

func Open(dsn string) (*SeatRepo, error) {
	db, err := sql.Open("pgx", dsn)
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(20)
	db.SetMaxIdleConns(10)
	db.SetConnMaxLifetime(15 * time.Minute)
	db.SetConnMaxIdleTime(2 * time.Minute)
	return &SeatRepo{db: db}, nil
}

// FirstFree finds a free seat of the wanted class, front to back.
func (r *SeatRepo) FirstFree(ctx context.Context, flight, class string) (*Seat, error) {
	const q = `SELECT row, col, class, blocked FROM seat
	            WHERE flight = $1 ORDER BY row, col`

	rows, err := r.db.QueryContext(ctx, q, flight)
	if err != nil {
		return nil, fmt.Errorf("seats of %s: %w", flight, err)
	}
	for rows.Next() {
		var s Seat
		if err := rows.Scan(&s.Row, &s.Col, &s.Class, &s.Blocked); err != nil {
			rows.Close()
			return nil, err
		}
		if s.Class == class && !s.Blocked {
			return &s, nil
		}
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	return nil, sql.ErrNoRows
}

// Block keeps a seat for ten minutes.
func (r *SeatRepo) Block(ctx context.Context, flight string, s *Seat) error {
	res, err := r.db.ExecContext(ctx,
		`UPDATE seat SET blocked = true WHERE flight = $1 AND row = $2 AND col = $3 AND NOT blocked`,
		flight, s.Row, s.Col)
	if err != nil {
		return err
	}
	if n, _ := res.RowsAffected(); n == 0 {
		return fmt.Errorf("seat %d/%d of %s is gone", s.Row, s.Col, flight)
	}
	return nil
}
