package store

import "database/sql"

func Names(db *sql.DB) ([]string, error) {
	rows, err := db.Query("select name from t")
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
	}
	return out, rows.Close()
}
