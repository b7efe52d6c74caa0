package roster

import (
	"database/sql"
	"fmt"
	"time"
)

type Shift struct {
	Nurse string
	Ward  string
	From  time.Time
	Until time.Time
}

type Repo struct {
	DB *sql.DB // MaxOpenConns 20
}

func (r *Repo) Week(ward string, monday time.Time) ([]Shift, error) {
	rows, err := r.DB.Query(`
		SELECT nurse, ward, starts_at, ends_at
		FROM shift WHERE ward = $1 AND starts_at >= $2 AND starts_at < $3
		ORDER BY starts_at`, ward, monday, monday.AddDate(0, 0, 7))
	if err != nil {
		return nil, fmt.Errorf("roster week: %w", err)
	}
	var out []Shift
	for rows.Next() {
		var s Shift
		if err := rows.Scan(&s.Nurse, &s.Ward, &s.From, &s.Until); err != nil {
			return nil, fmt.Errorf("roster scan: %w", err)
		}
		out = append(out, s)
	}
	rows.Close()
	return out, rows.Err()
}
