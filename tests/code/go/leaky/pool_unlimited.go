package main

import (
	"database/sql"
)

func open(dsn string) (*sql.DB, error) {
	db, err := sql.Open("postgres", dsn)
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(0) // expect: port-exhaustion
	return db, nil
}
