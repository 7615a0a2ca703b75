"""Pictures of the demo retailer's goods, drawn as SVG by the program: nobody else's photographs are needed."""
