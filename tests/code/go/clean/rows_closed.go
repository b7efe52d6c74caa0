package main

import "database/sql"

func ids(db *sql.DB) (out []int, err error) {
	rows, err := db.Query("select id from t")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var i int
		if err = rows.Scan(&i); err != nil {
			return nil, err
		}
		out = append(out, i)
	}
	return out, rows.Err()
}
