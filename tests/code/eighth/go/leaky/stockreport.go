package inventory

import (
	"context"
	"database/sql"
	"fmt"
	"io"
	"text/tabwriter"
)

type Shelf struct {
	Code     string
	Capacity int
	Filled   int
}

type Reporter struct {
	DB *sql.DB // limits are set in cmd/inventoryd: 30 open, 10 idle, lifetime 20m
}

// FirstFree walks the shelves of an aisle in picking order, and gives the first with room for n units.
func (r *Reporter) FirstFree(ctx context.Context, aisle string, n int) (*Shelf, error) {
	rows, err := r.DB.QueryContext(ctx,
		`SELECT code, capacity, filled FROM shelf WHERE aisle = $1 ORDER BY walk_order`, aisle)
	if err != nil {
		return nil, fmt.Errorf("shelves of %s: %w", aisle, err)
	}
	for rows.Next() {
		var s Shelf
		if err := rows.Scan(&s.Code, &s.Capacity, &s.Filled); err != nil {
			rows.Close()
			return nil, err
		}
		if s.Capacity-s.Filled >= n {
			return &s, nil
		}
	}
	return nil, rows.Err()
}

// Print writes the whole aisle as a table.
func (r *Reporter) Print(ctx context.Context, w io.Writer, aisle string) error {
	rows, err := r.DB.QueryContext(ctx,
		`SELECT code, capacity, filled FROM shelf WHERE aisle = $1 ORDER BY code`, aisle)
	if err != nil {
		return err
	}
	defer rows.Close()
	tw := tabwriter.NewWriter(w, 4, 0, 2, ' ', tabwriter.AlignRight)
	for rows.Next() {
		var s Shelf
		if err := rows.Scan(&s.Code, &s.Capacity, &s.Filled); err != nil {
			return err
		}
		fmt.Fprintf(tw, "%s\t%d\t%d\t\n", s.Code, s.Filled, s.Capacity)
	}
	if err := rows.Err(); err != nil {
		return err
	}
	return tw.Flush()
}
