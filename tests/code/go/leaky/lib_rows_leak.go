package orders

import "database/sql"

func Names(db *sql.DB, max int) ([]string, error) {
	rows, err := db.Query("select name from customers order by id")
	if err != nil {
		return nil, err
	}
	var out []string
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			return nil, err // expect: close-wait-leak
		}
		out = append(out, s)
		if len(out) == max {
			break
		}
	}
	rows.Close()
	return out, nil
}
