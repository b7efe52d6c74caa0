package billing

import (
	"context"
	"database/sql"
	"fmt"
	"time"
)

type overdue struct {
	ID     int64
	Email  string
	Amount int64
	Due    time.Time
}

type mailer interface {
	Send(ctx context.Context, to, subject, body string) error
}

// RemindOverdue sends at most max reminders. Runs every ten minutes in the
// web process on the shared *sql.DB.
func RemindOverdue(ctx context.Context, db *sql.DB, m mailer, max int) (int, error) {
	rows, err := db.QueryContext(context.Background(),
		`SELECT id, email, amount_cents, due_at FROM invoices
		  WHERE paid_at IS NULL AND due_at < now() ORDER BY due_at`)
	if err != nil {
		return 0, fmt.Errorf("overdue query: %w", err)
	}
	sent := 0
	for rows.Next() {
		var o overdue
		if err := rows.Scan(&o.ID, &o.Email, &o.Amount, &o.Due); err != nil {
			rows.Close()
			return sent, err
		}
		if sent >= max {
			return sent, nil
		}
		body := fmt.Sprintf("Invoice %d over %d.%02d EUR was due on %s", o.ID, o.Amount/100, o.Amount%100, o.Due.Format("02.01.2006"))
		if err := m.Send(ctx, o.Email, "Payment reminder", body); err != nil {
			rows.Close()
			return sent, err
		}
		sent++
	}
	if err := rows.Err(); err != nil {
		return sent, err
	}
	return sent, rows.Close()
}
