"""What the demo retailer sells: families of furniture, clothing and cosmetics, named in two languages."""
