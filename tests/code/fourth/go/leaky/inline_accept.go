package main

func main() {
	ln, err := net.Listen("tcp", ":9100")
	if err != nil {
		log.Fatal(err)
	}
	db, err := sql.Open("pgx", os.Getenv("DSN"))
	if err != nil {
		log.Fatal(err)
	}
	for {
		conn, err := ln.Accept()
		if err != nil {
			log.Fatal(err)
		}
		report(conn, db)
	}
}

func report(conn net.Conn, db *sql.DB) {
	defer conn.Close()
	conn.SetDeadline(time.Now().Add(time.Minute))
	name, err := bufio.NewReader(conn).ReadString('\n')
	if err != nil {
		return
	}
	rows, err := db.Query(`select day, sum(amount) from orders where shop = $1 group by 1`, strings.TrimSpace(name))
	if err != nil {
		fmt.Fprintf(conn, "ERR %v\n", err)
		return
	}
	defer rows.Close()
	w := bufio.NewWriter(conn)
	for rows.Next() {
		var day string
		var sum float64
		rows.Scan(&day, &sum)
		fmt.Fprintf(w, "%s %.2f\n", day, sum)
	}
	w.Flush()
}
