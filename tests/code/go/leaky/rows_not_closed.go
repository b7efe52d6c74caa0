package main

import "database/sql"

func names(db *sql.DB) ([]string, error) {
	rows, err := db.Query("select name from users") // expect: close-wait-leak
	if err != nil {
		return nil, err
	}
	var out []string
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			return nil, err
		}
		out = append(out, s)
	}
	return out, nil
}
